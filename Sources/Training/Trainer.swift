import Graphs
import Kernels
import Tensors
import Workers

/// Trains what lies after the freeze boundary of a network, phase by phase.
///
/// Without workers everything runs on the calling thread, which must be a worker's: several fits run beside each
/// other. With workers they share the micro-batches of each step, and their number changes no bit.
public struct Trainer: Sendable {
  public let graph: Graph
  public let phases: [FitPhase]
  public let configuration: TrainingConfiguration
  public let kernels: any KernelSet
  public let precision: Precision
  /// Rows that pass together; `nil` for whole batches, which suits small heads.
  public let microBatch: Int?
  /// How each parameter that trains does, by name, before the phase's factor.
  let groups: [String: ParameterGroup]
  private let classes: [String]
  /// The epoch after which training stops, though the schedule goes on to the configured last.
  private let lastEpoch: Int

  /// - Parameters:
  ///   - phases: In order, without gaps, from epoch 1 to the last.
  ///   - classes: The labels, which class weights are listed by; none are needed otherwise.
  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  public init(
    graph: Graph, phases: [FitPhase], configuration: TrainingConfiguration,
    kernels: any KernelSet, precision: Precision = .float32, microBatch: Int? = nil,
    classes: [String] = [], stoppingAfter lastEpoch: Int? = nil
  ) throws {
    precondition(phases.first?.epochs.lowerBound == 1, "phases begin with the first epoch")
    try configuration.validate()
    try configuration.classWeights.validate(classes: classes)
    let trained = phases.reduce(into: Set<String>()) { $0.formUnion($1.trained) }
    groups = try configuration.parameterGroups.groups(
      of: graph, optimizer: configuration.optimizer, trains: { trained.contains($0.name) })
    self.graph = graph
    self.phases = phases
    self.configuration = configuration
    self.kernels = kernels
    self.precision = precision
    self.microBatch = microBatch
    self.classes = classes
    self.lastEpoch = min(lastEpoch ?? configuration.epochs, configuration.epochs)
  }

  /// A single phase with the given boundary's suffix: what trains is asked for each parameter.
  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  public init(
    graph: Graph, configuration: TrainingConfiguration, kernels: any KernelSet,
    classes: [String] = [], trains: (Parameter) -> Bool
  ) throws {
    let trained = graph.parameters.filter { $0.role.isTrainable && trains($0) }.map(\.name)
    try self.init(
      graph: graph,
      phases: [
        FitPhase(
          epochs: 1...max(configuration.epochs, 1), trained: Set(trained),
          boundary: FreezeBoundary(of: graph, trains: trains))
      ], configuration: configuration, kernels: kernels, classes: classes)
  }

  /// The same network trained otherwise.
  /// - Parameter stoppingAfter: The last epoch; the schedule runs as if all were trained.
  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  public func with(
    _ configuration: TrainingConfiguration, stoppingAfter lastEpoch: Int
  ) throws -> Trainer {
    try Trainer(
      graph: graph, phases: phases, configuration: configuration, kernels: kernels,
      precision: precision, microBatch: microBatch, classes: classes, stoppingAfter: lastEpoch)
  }

  func phase(ofEpoch epoch: Int) -> FitPhase {
    phases.first { $0.epochs.contains(epoch) } ?? phases[phases.count - 1]
  }

  /// The parameters after the last phase's boundary, trained or not.
  public var parameters: [Parameter] {
    graph.parameters(after: phases[phases.count - 1].boundary)
  }

  /// Fits the network.
  /// - Parameters:
  ///   - source: What a phase trains on: the values at its boundary. Asked once for each phase, with the
  ///     parameters as they are then.
  ///   - training: Items to learn from.
  ///   - validation: Items that choose the epoch. If empty, nothing is chosen and the last epoch counts.
  ///   - initial: Every parameter after the first of the boundaries.
  ///   - workers: Who runs the steps; `nil` for the calling thread.
  ///   - resuming: Where an earlier fit of the same trainer stood.
  ///   - observer: Told of epochs, and handed checkpoints.
  /// - Throws: ``TrainingError/noItems``, ``TrainingError/diverged(layer:epoch:)``, `CancellationError`,
  ///   ``TrainingError/invalidSetting(name:allowed:found:)`` for a plateau without validation, and what compiling,
  ///   the source and the observer throw.
  public func fit(
    source: (FitPhase, [String: Tensor]) throws -> any ExampleSource, training: [Int],
    validation: [Int] = [], initial: [String: Tensor], workers: Workers? = nil,
    resuming: FitResumption? = nil, cancellation: Cancellation? = nil,
    observer: FitObserver = FitObserver()
  ) throws -> Fit {
    guard !training.isEmpty else { throw TrainingError.noItems }
    if configuration.schedule.name == .plateau, validation.isEmpty {
      throw TrainingError.invalidSetting(
        name: "--schedule", allowed: "another one where there is no validation part",
        found: "plateau")
    }
    let session = try FitSession(
      trainer: self, training: training, validation: validation, initial: initial,
      workers: workers, cancellation: cancellation, resuming: resuming)
    while session.state.epochs < lastEpoch, !session.isOver {
      try session.runEpoch(source: source, observer: observer)
    }
    return try session.result()
  }

  /// As ``fit(source:training:validation:initial:workers:resuming:cancellation:observer:)`` for a single phase on
  /// features that are there.
  public func fit(
    _ table: FeatureTable, training: [Int], validation: [Int] = [], initial: [String: Tensor],
    cancellation: Cancellation? = nil,
    afterEpoch:
      @escaping (
        EpochRecord, _ isBest: Bool, _ parameters: () throws -> [String: Tensor]
      ) throws -> Void = { _, _, _ in }
  ) throws -> Fit {
    try fit(
      source: { _, _ in table }, training: training, validation: validation, initial: initial,
      cancellation: cancellation, observer: FitObserver(afterEpoch: afterEpoch))
  }

  /// `[classes]`, balanced over the training items alone.
  func classWeights(of training: [Int], labels: [Int]) -> [Float] {
    var counts = [Int](repeating: 0, count: graph.outputShape[0])
    for item in training { counts[labels[item]] += 1 }
    return configuration.classWeights.values(classes: classes, counts: counts)
  }

  /// The class probabilities of some items, by what lies after the last phase's boundary.
  /// - Returns: `[items, classes]`, row by row.
  /// - Throws: What compiling and the source throw.
  public func probabilities(
    _ source: any ExampleSource, items: [Int], parameters: [String: Tensor],
    workers: Workers? = nil
  ) throws -> [Float] {
    let plan = try evaluationPlan(phases[phases.count - 1], parameterLayouts: [:])
    let store = try ParameterStore(
      self.parameters, layouts: plan.parameterLayouts, values: parameters, kernels: kernels)
    return try Judge(plan: plan, source: source, store: store, workers: workers).run(items)
      .probabilities
  }

  /// Rows that whole batches are judged in: fixed, so that a row's result does not depend on how many are asked
  /// for.
  private static let judgedRows = 64

  func evaluationPlan(
    _ phase: FitPhase, parameterLayouts: [String: Layout]
  ) throws -> TrainingPlan {
    try TrainingPlan.evaluation(
      graph: graph, boundary: phase.boundary, microBatch: microBatch ?? Self.judgedRows,
      precision: precision, kernels: kernels, parameterLayouts: parameterLayouts)
  }

  /// The plan that shows every value of a step, or of judging.
  func inspectionPlan(
    _ phase: FitPhase, rows: Int, parameterLayouts: [String: Layout], isJudging: Bool
  ) throws -> TrainingPlan {
    try TrainingPlan.inspection(
      graph: graph, boundary: phase.boundary, microBatch: microBatch ?? rows, precision: precision,
      kernels: kernels, parameterLayouts: parameterLayouts,
      statistics: isJudging ? nil : { phase.statistics[$0] ?? .batch })
  }

  /// - Parameter rows: Of a micro-batch.
  public func trainingPlan(_ phase: FitPhase, rows: Int) throws -> TrainingPlan {
    try TrainingPlan.training(
      graph: graph, boundary: phase.boundary, microBatch: rows, precision: precision,
      kernels: kernels, trains: { phase.trained.contains($0.name) },
      statistics: { phase.statistics[$0] ?? .batch })
  }
}

/// A trained network.
public struct Fit: Sendable {
  /// Of everything after the earliest boundary, by name.
  public let parameters: [String: Tensor]
  /// The epoch that the parameters come from.
  public let epoch: Int
  public let history: [EpochRecord]
}
