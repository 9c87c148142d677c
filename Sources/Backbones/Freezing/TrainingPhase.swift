import Graphs

/// Epochs during which the same parameters train.
public struct TrainingPhase: Hashable, Sendable {
  /// Counted from 1.
  public let epochs: ClosedRange<Int>
  public let trained: TrainedParameters
  public let batchNorm: BatchNormMode
  /// By which the learning rate of the backbone's parameters is multiplied.
  public let backboneLearningRateFactor: Double

  /// What the learning rate is multiplied by for a parameter: 1 for the head's.
  public func learningRateFactor(of parameter: Parameter) -> Double {
    parameter.name.hasPrefix(Head.prefix) ? 1 : backboneLearningRateFactor
  }

  /// Where the network divides in this phase.
  public func boundary(in graph: Graph) -> FreezeBoundary {
    let updated = batchNorm.updatedNodes(of: graph)
    return FreezeBoundary(of: graph, updates: updated.contains, trains: trained.contains)
  }
}

extension TrainingPhase {
  /// Whether a batch norm normalizes with the batch's own statistics in this phase; those of the head
  /// always do.
  public func usesBatchStatistics(_ node: Int, in graph: Graph) -> Bool {
    graph.nodes[node].operation.kind == .batchNorm
      && (batchNorm.usesBatchStatistics || graph.isHead(node))
  }

  /// What a batch norm normalizes with in this phase.
  public func statistics(_ node: Int, in graph: Graph) -> NormStatistics {
    usesBatchStatistics(node, in: graph)
      ? .batch : batchNorm.updatesRunningStatistics ? .adapting : .running
  }

  /// What a step of this phase keeps for the way back.
  /// - Throws: `GraphError` for a network that cannot be trained.
  public func keptActivations(in graph: Graph, precision: Precision) throws -> KeptActivations {
    try KeptActivations(
      of: graph, boundary: boundary(in: graph), precision: precision,
      statistics: { statistics($0, in: graph) }, trains: trained.contains)
  }
}
