import Tensors

/// Where a network divides into what is only run and what is trained.
public struct FreezeBoundary: Sendable, Hashable {
  /// The node whose value is handed over: everything up to it is frozen.
  public let node: Int

  /// Finds the last single-tensor cut before the first operation that trains, updates or draws at random.
  ///
  /// A cut is single-tensor if of all values before it only its own is read after it. Operations without
  /// parameters that precede the first active one therefore lie before the boundary. If nothing is
  /// active, the boundary is the output.
  /// - Parameters:
  ///   - updates: Whether training changes what a node keeps by other means than the optimizer: the
  ///     running statistics of a batch norm.
  ///   - trains: Whether the optimizer changes a parameter; not asked for running statistics.
  public init(
    of graph: Graph, updates: (_ node: Int) -> Bool = { _ in false },
    trains: (Parameter) -> Bool
  ) {
    let firstActive =
      graph.nodes.indices.first { index in
        graph.nodes[index].operation.drawsAtRandom || updates(index)
          || graph.parameters(ofNode: index).contains { $0.role.isTrainable && trains($0) }
      } ?? graph.nodes.count
    node = graph.singleTensorCuts.last { $0 < firstActive } ?? 0
  }

  /// A boundary at a place of one's own choice.
  /// - Parameter node: One of the graph's ``Graph/singleTensorCuts``.
  public init(at node: Int, of graph: Graph) {
    precondition(
      graph.singleTensorCuts.contains(node), "nothing passes \(graph.nodes[node].name) by")
    self.node = node
  }
}

extension Graph {
  /// Nodes, ascending, of which each divides the network: of all values up to it only its own is read after it.
  public var singleTensorCuts: [Int] {
    // The furthest reader of everything before a candidate must not lie behind it.
    let lastReaders = readers.map { $0.last ?? 0 }
    var cuts: [Int] = []
    var furthest = -1
    for candidate in nodes.indices {
      if furthest <= candidate { cuts.append(candidate) }
      furthest = max(furthest, lastReaders[candidate])
    }
    return cuts
  }
}

extension Operation {
  /// Whether training draws random numbers here.
  var drawsAtRandom: Bool {
    if case .dropout(let dropout) = self { dropout.rate > 0 } else { false }
  }
}
