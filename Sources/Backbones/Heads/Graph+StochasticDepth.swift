import Graphs

extension Graph {
  /// The network whose residual branches are dropped in training, image by image: the first never, the last with
  /// probability `rate`, those between them in proportion.
  ///
  /// The branch is the value that its block computed; a dropout of whole images is put behind it, named like the
  /// addition with `drop` for `add`. Parameters keep their names.
  /// - Source: Huang et al., "Deep networks with stochastic depth", arXiv:1603.09382, section 3 (linear decay).
  /// - Throws: ``GraphError`` if the rate makes no layer.
  public func withStochasticDepth(_ rate: Double) throws(GraphError) -> Graph {
    let additions = nodes.indices.filter { nodes[$0].operation == .addition }
    var builder = GraphBuilder(input: input)
    var values = [builder.input]
    var next = stages[...]
    for index in nodes.indices {
      let node = nodes[index]
      if index > 0 {
        var inputs = node.inputs.map { values[$0] }
        if let block = additions.firstIndex(of: index),
          let branch = node.inputs.indices.max(by: { node.inputs[$0] < node.inputs[$1] })
        {
          let share = rate * Double(block) / Double(max(additions.count - 1, 1))
          if share > 0 {
            let stem = node.name.hasSuffix("add") ? String(node.name.dropLast(3)) : node.name + "."
            inputs[branch] = builder.add(
              stem + "drop", .dropout(Operation.Dropout(rate: share, dropsImages: true)),
              inputs[branch])
          }
        }
        values.append(builder.add(node.name, node.operation, inputs))
      }
      if let stage = next.first, stage.lastNode == index {
        builder.endStage(stage.name)
        next = next.dropFirst()
      }
    }
    return try builder.build()
  }
}

extension Architecture {
  /// Whether its authors trained it with stochastic depth.
  public var hasStochasticDepth: Bool { self == .efficientNetLite0 }
}
