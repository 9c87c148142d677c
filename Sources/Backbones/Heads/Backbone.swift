import Graphs

/// A network that a head is grafted onto.
public struct Backbone: Hashable, Sendable {
  /// The whole network, with its own classifier or an earlier head.
  public let graph: Graph

  public init(graph: Graph) {
    self.graph = graph
  }

  /// - Throws: What ``Architecture/graph(classes:height:width:)`` throws.
  public init(_ architecture: Architecture, height: Int? = nil, width: Int? = nil)
    throws(GraphError)
  {
    graph = try architecture.graph(height: height, width: width)
  }

  /// The network with `head` for its classifier.
  ///
  /// The backbone's own dropout layers are left out of the part that stays: the head's is the one
  /// in force. Of the stages those stay that begin before the cut; one that the cut divides ends at
  /// it.
  /// - Throws: ``GraphError`` if there is nothing to cut, or the head's sizes or dropout make no
  ///   layer.
  public func grafted(head: Head) throws(GraphError) -> Graph {
    var builder = GraphBuilder(continuing: try features(kind: head.kind))
    head.add(to: &builder, from: builder.last)
    return try builder.build()
  }

  /// The part that stays under a head of this kind; its output is the head's input, `[features]`.
  ///
  /// Its nodes are the first nodes of what ``grafted(head:)`` makes.
  /// - Throws: ``GraphError`` if there is nothing to cut.
  public func features(kind: Head.Kind) throws(GraphError) -> Graph {
    let cut = try cut(kind)
    let kept = try graph.prefix(through: cut)
    guard kept.outputShape.rank == 3 else { return kept }
    var builder = GraphBuilder(continuing: kept)
    _ = builder.add("avgpool", .globalAveragePooling, builder.last)
    return try builder.build()
  }

  /// The last node that stays.
  private func cut(_ kind: Head.Kind) throws(GraphError) -> Int {
    if let first = graph.nodes.firstIndex(where: { $0.name.hasPrefix(Head.prefix) }),
      kind == .linear
    {
      return graph.skippingDropout(from: graph.nodes[first].inputs[0])
    }
    let lastConvolution = graph.nodes.lastIndex { $0.operation.kind == .convolution }
    let lastLinear = graph.nodes.lastIndex { $0.operation.kind == .linear }
    switch (kind, lastLinear, lastConvolution) {
    case (.linear, let linear?, _):
      return graph.skippingDropout(from: graph.nodes[linear].inputs[0])
    case (_, nil, let convolution?):
      // The last convolution is the classifier.
      return graph.skippingDropout(from: graph.nodes[convolution].inputs[0])
    case (.pool, _, let convolution?):
      return graph.endOfMap(from: convolution)
    default:
      throw .invalidGraph(
        reason: "a \(kind.rawValue) head replaces what follows a "
          + "\(kind == .linear ? "linear layer" : "convolution"), and there is none")
    }
  }
}

extension Graph {
  /// The node itself, or, if it is a dropout, what that reads.
  fileprivate func skippingDropout(from index: Int) -> Int {
    var index = index
    while nodes[index].operation.kind == .dropout { index = nodes[index].inputs[0] }
    return index
  }

  /// The last node of the run of norms, activations, additions and concatenations behind `index`.
  fileprivate func endOfMap(from index: Int) -> Int {
    let belongs: Set<Operation.Kind> = [.batchNorm, .activation, .addition, .concatenation]
    var end = index
    while end + 1 < nodes.count, belongs.contains(nodes[end + 1].operation.kind) { end += 1 }
    return end
  }

  /// The first nodes up to `last`, without dropout, under the stages that begin among them.
  fileprivate func prefix(through last: Int) throws(GraphError) -> Graph {
    var kept: [Node] = []
    var newIndex: [Int] = []
    for node in nodes[...last] {
      guard node.operation.kind != .dropout else {
        newIndex.append(newIndex[node.inputs[0]])
        continue
      }
      newIndex.append(kept.count)
      kept.append(
        Node(name: node.name, operation: node.operation, inputs: node.inputs.map { newIndex[$0] }))
    }
    var keptStages: [Stage] = []
    var end = -1
    for stage in stages {
      let newEnd = newIndex[min(stage.lastNode, last)]
      guard newEnd > end else { break }
      keptStages.append(Stage(name: stage.name, lastNode: newEnd))
      end = newEnd
    }
    return try Graph(nodes: kept, stages: keptStages)
  }
}
