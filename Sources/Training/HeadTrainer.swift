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
  private let trains: @Sendable (Parameter) -> Bool
  /// The epoch after which training stops, though the schedule goes on to the configured last.
  private let lastEpoch: Int

  /// - Parameter trains: Which parameters are trained; none of them may lie before the boundary.
  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  public init(
    graph: Graph, configuration: TrainingConfiguration, kernels: any KernelSet,
    trains: @escaping @Sendable (Parameter) -> Bool
  ) throws {
    try configuration.validate()
    self.graph = graph
    self.configuration = configuration
    self.kernels = kernels
    self.trains = trains
    boundary = FreezeBoundary(of: graph, trains: trains)
    lastEpoch = configuration.epochs
  }

  /// The same network trained otherwise.
  /// - Parameter stoppingAfter: The last epoch; the schedule runs as if all were trained.
  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  public func with(
    _ configuration: TrainingConfiguration, stoppingAfter lastEpoch: Int
  ) throws -> HeadTrainer {
    try configuration.validate()
    return HeadTrainer(
      graph: graph, boundary: boundary, configuration: configuration, kernels: kernels,
      trains: trains, lastEpoch: min(lastEpoch, configuration.epochs))
  }

  private init(
    graph: Graph, boundary: FreezeBoundary, configuration: TrainingConfiguration,
    kernels: any KernelSet, trains: @escaping @Sendable (Parameter) -> Bool, lastEpoch: Int
  ) {
    self.graph = graph
    self.boundary = boundary
    self.configuration = configuration
    self.kernels = kernels
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
  ///   - afterEpoch: Told what each epoch gave, whether it is the best so far, and the parameters.
  /// - Throws: ``TrainingError/noItems``, ``TrainingError/diverged(layer:epoch:)``, `CancellationError`,
  ///   and what compiling and `afterEpoch` throw.
  public func fit(
    _ table: FeatureTable, training: [Int], validation: [Int] = [], initial: [String: Tensor],
    cancellation: Cancellation? = nil,
    afterEpoch: (
      EpochRecord, _ isBest: Bool, _ parameters: () throws -> [String: Tensor]
    ) throws -> Void = { _, _, _ in }
  ) throws -> HeadFit {
    guard !training.isEmpty else { throw TrainingError.noItems }
    let store = try ParameterStore(parameters, values: initial)
    var session = try FitSession(trainer: self, table: table, store: store, trains: trains)
    var history: [EpochRecord] = []
    var best: (record: EpochRecord, parameters: [String: Tensor])?
    for epoch in 1...lastEpoch {
      let order = BatchOrder(
        items: training, identifiers: table.identifiers, batchSize: configuration.batchSize,
        seed: configuration.seed, epoch: epoch)
      let record = try session.run(
        epoch: epoch, batches: order.batches, validation: validation, cancellation: cancellation)
      history.append(record)
      let isBest = record.isBetter(than: best?.record)
      if isBest { best = (record, try store.snapshot()) }
      try afterEpoch(record, isBest, store.snapshot)
      if let patience = configuration.earlyStoppingPatience, let best,
        epoch - best.record.epoch >= patience
      {
        break
      }
    }
    let chosen = validation.isEmpty ? nil : best
    return HeadFit(
      parameters: try chosen?.parameters ?? store.snapshot(),
      epoch: chosen?.record.epoch ?? history.count, history: history)
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

/// What one epoch gave.
public struct EpochRecord: Codable, Sendable, Equatable {
  /// Counts from 1.
  public let epoch: Int
  /// Mean over the epoch's batches, as they were trained on.
  public let trainingLoss: Double
  public let trainingAccuracy: Double
  public let validationLoss: Double?
  public let validationAccuracy: Double?
  /// At the epoch's last step.
  public let learningRate: Double

  /// By validation accuracy, then by validation loss; without validation a later epoch is better.
  func isBetter(than other: EpochRecord?) -> Bool {
    guard let other, let accuracy = validationAccuracy,
      let otherAccuracy = other.validationAccuracy,
      let loss = validationLoss, let otherLoss = other.validationLoss
    else { return true }
    return accuracy != otherAccuracy ? accuracy > otherAccuracy : loss < otherLoss
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
