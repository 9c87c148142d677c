import Graphs

/// What becomes of the running statistics of a backbone's batch norms in training.
///
/// γ and β are weights and follow the ``FreezingPolicy`` in every mode. ``adapt`` and ``train`` concern
/// every batch norm of the backbone, frozen or not. Batch norms of the head always normalize with the
/// batch's statistics, and their running ones follow.
public enum BatchNormMode: String, Hashable, Sendable, Codable, CaseIterable {
  /// Running statistics normalize and never change.
  case frozen
  /// Running statistics normalize, and follow the batches'.
  case adapt
  /// The batch's statistics normalize, and running statistics follow them.
  case train

  /// Whether training changes running statistics.
  public var updatesRunningStatistics: Bool { self != .frozen }

  /// Whether training normalizes with the batch's own statistics.
  public var usesBatchStatistics: Bool { self == .train }

  /// The backbone's batch norms whose running statistics training changes.
  public func updatedNodes(of graph: Graph) -> Set<Int> {
    guard updatesRunningStatistics else { return [] }
    return Set(
      graph.nodes.indices.filter {
        graph.nodes[$0].operation.kind == .batchNorm && !graph.isHead($0)
      })
  }
}

extension Graph {
  /// Whether a node was grafted on.
  func isHead(_ node: Int) -> Bool { nodes[node].name.hasPrefix(Head.prefix) }
}
