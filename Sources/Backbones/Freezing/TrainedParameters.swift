import Graphs

/// The parameters that an optimizer changes, by name; running statistics are never among them.
public struct TrainedParameters: Hashable, Sendable {
  public let names: Set<String>

  /// - Parameter isTrained: Asked for each parameter that can train.
  init(of graph: Graph, where isTrained: (_ node: Int, Parameter) -> Bool) {
    names = Set(
      graph.nodes.indices.flatMap { node in
        graph.parameters(ofNode: node)
          .filter { $0.role.isTrainable && isTrained(node, $0) }.map(\.name)
      })
  }

  public func contains(_ parameter: Parameter) -> Bool { names.contains(parameter.name) }
}
