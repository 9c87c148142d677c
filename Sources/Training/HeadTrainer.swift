import Graphs
import Kernels
import Tensors
import Workers

/// Trains what lies after the freeze boundary, on features that are there already.
///
/// Runs on the calling thread, which must be a worker's: several fits run beside each other.
public struct HeadTrainer: Sendable {
  public let graph: Graph
  public let boundary: FreezeBoundary
  public let configuration: TrainingConfiguration
  public let kernels: any KernelSet
  /// How each parameter that trains does, by name.
  let groups: [String: ParameterGroup]
  private let classes: [String]
  private let trains: @Sendable (Parameter) -> Bool
  /// The epoch after which training stops, though the schedule goes on to the configured last.
  private let lastEpoch: Int

  /// - Parameters:
  ///   - classes: The labels, which class weights are listed by; none are needed otherwise.
  ///   - trains: Which parameters are trained; none of them may lie before the boundary.
  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  public init(
    graph: Graph, configuration: TrainingConfiguration, kernels: any KernelSet,
    classes: [String] = [], trains: @escaping @Sendable (Parameter) -> Bool
  ) throws {
    try self.init(
      graph: graph, boundary: FreezeBoundary(of: graph, trains: trains),
      configuration: configuration, kernels: kernels, classes: classes, trains: trains,
      lastEpoch: configuration.epochs)
  }

  /// The same network trained otherwise.
  /// - Parameter stoppingAfter: The last epoch; the schedule runs as if all were trained.
  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  public func with(
    _ configuration: TrainingConfiguration, stoppingAfter lastEpoch: Int
  ) throws -> HeadTrainer {
    try HeadTrainer(
      graph: graph, boundary: boundary, configuration: configuration, kernels: kernels,
      classes: classes, trains: trains, lastEpoch: min(lastEpoch, configuration.epochs))
  }

  private init(
    graph: Graph, boundary: FreezeBoundary, configuration: TrainingConfiguration,
    kernels: any KernelSet, classes: [String], trains: @escaping @Sendable (Parameter) -> Bool,
    lastEpoch: Int
  ) throws {
    try configuration.validate()
    try configuration.classWeights.validate(classes: classes)
    groups = try configuration.parameterGroups.groups(
      of: graph, optimizer: configuration.optimizer, trains: trains)
    self.graph = graph
    self.boundary = boundary
    self.configuration = configuration
    self.kernels = kernels
    self.classes = classes
    self.trains = trains
    self.lastEpoch = lastEpoch
  }

  /// The parameters after the boundary, trained or not.
  public var parameters: [Parameter] {
    graph.nodes.indices.dropFirst(boundary.node + 1).flatMap(graph.parameters(ofNode:))
  }

  /// Fits the head.
  /// - Parameters:
  ///   - initial: At least the parameters after the boundary.
  ///   - training: Items to learn from, as indexes into the table.
  ///   - validation: Items that choose the epoch. If empty, nothing is chosen and the last epoch counts.
  ///   - afterEpoch: Told what each epoch gave, whether it is the best so far, and the parameters that are kept of
  ///     it: their averages where the configuration asks for them.
  /// - Throws: ``TrainingError/noItems``, ``TrainingError/diverged(layer:epoch:)``, `CancellationError`,
  ///   ``TrainingError/invalidSetting(name:allowed:found:)`` for a plateau without validation, and what compiling and `afterEpoch` throw.
  public func fit(
    _ table: FeatureTable, training: [Int], validation: [Int] = [], initial: [String: Tensor],
    cancellation: Cancellation? = nil,
    afterEpoch: (
      EpochRecord, _ isBest: Bool, _ parameters: () throws -> [String: Tensor]
    ) throws -> Void = { _, _, _ in }
  ) throws -> HeadFit {
    guard !training.isEmpty else { throw TrainingError.noItems }
    if configuration.schedule.name == .plateau, validation.isEmpty {
      throw TrainingError.invalidSetting(
        name: "--schedule", allowed: "another one where there is no validation part",
        found: "plateau")
    }
    var session = try FitSession(
      trainer: self, table: table, classWeights: classWeights(of: training, in: table),
      initial: initial)
    var history: [EpochRecord] = []
    var best: (epoch: Int, parameters: [String: Tensor])?
    for epoch in 1...lastEpoch {
      let items = configuration.sampler.items(
        of: training, labels: table.labels, identifiers: table.identifiers,
        seed: configuration.seed, epoch: epoch)
      let order = BatchOrder(
        items: items, identifiers: table.identifiers, batchSize: configuration.batchSize,
        seed: configuration.seed, epoch: epoch)
      let (record, isBest) = try session.run(
        epoch: epoch, order: order, validation: validation, cancellation: cancellation)
      history.append(record)
      if isBest { best = (epoch, try session.kept.snapshot()) }
      try afterEpoch(record, isBest, session.kept.snapshot)
      if let patience = configuration.earlyStoppingPatience,
        session.progress.selection.epochsWithoutImprovement >= patience
      {
        break
      }
    }
    let chosen = validation.isEmpty ? nil : best
    return HeadFit(
      parameters: try chosen?.parameters ?? session.kept.snapshot(),
      epoch: chosen?.epoch ?? history.count, history: history)
  }

  /// `[classes]`, balanced over the training items alone.
  private func classWeights(of training: [Int], in table: FeatureTable) -> [Float] {
    var counts = [Int](repeating: 0, count: graph.outputShape[0])
    for item in training { counts[table.labels[item]] += 1 }
    return configuration.classWeights.values(classes: classes, counts: counts)
  }

  /// The class probabilities of some items.
  /// - Returns: `[items, classes]`, row by row.
  /// - Throws: What compiling throws.
  public func probabilities(
    _ table: FeatureTable, items: [Int], parameters: [String: Tensor]
  ) throws -> [Float] {
    let store = try ParameterStore(self.parameters, values: parameters)
    return try HeadEvaluation(trainer: self, table: table, store: store).run(items).probabilities
  }
}

/// A trained head.
public struct HeadFit: Sendable {
  /// Of everything after the boundary, by name.
  public let parameters: [String: Tensor]
  /// The epoch that the parameters come from.
  public let epoch: Int
  public let history: [EpochRecord]
}
