/// Writes a graph down layer by layer, in the order in which it runs.
///
/// A builder only notes what it is told; ``build()`` verifies the whole.
public struct GraphBuilder {
  /// The output of a layer that has been added.
  public struct Value: Hashable, Sendable {
    let index: Int
  }

  private var nodes: [Graph.Node] = []
  private var stages: [Graph.Stage] = []

  /// The input of the network.
  public let input: Value

  public init(input: Operation.Input) {
    nodes.append(Graph.Node(name: "input", operation: .input(input), inputs: []))
    self.input = Value(index: 0)
  }

  /// Continues an existing graph, keeping its stages.
  public init(continuing graph: Graph) {
    nodes = graph.nodes
    stages = graph.stages
    input = Value(index: 0)
  }

  /// The output of the layer that was added last.
  public var last: Value { Value(index: nodes.count - 1) }

  public mutating func add(_ name: String, _ operation: Operation, _ inputs: Value...) -> Value {
    add(name, operation, inputs)
  }

  public mutating func add(_ name: String, _ operation: Operation, _ inputs: [Value]) -> Value {
    nodes.append(Graph.Node(name: name, operation: operation, inputs: inputs.map(\.index)))
    return last
  }

  /// Ends a stage with the layer that was added last.
  public mutating func endStage(_ name: String) {
    stages.append(Graph.Stage(name: name, lastNode: nodes.count - 1))
  }

  /// - Throws: What ``Graph/init(nodes:stages:)`` throws.
  public func build() throws(GraphError) -> Graph {
    try Graph(nodes: nodes, stages: stages)
  }
}
