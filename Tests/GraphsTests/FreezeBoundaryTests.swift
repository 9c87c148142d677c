import Testing

@testable import Graphs

@Suite struct FreezeBoundaryTests {
  private func boundary(_ graph: Graph, training prefix: String) -> String {
    graph.nodes[FreezeBoundary(of: graph) { $0.name.hasPrefix(prefix) }.node].name
  }

  @Test func operationsWithoutParametersBelongToTheFrozenPart() throws {
    let graph = try InferencePlanTests.everything()
    // The dropout before the classifier draws at random: the boundary lies before it.
    #expect(boundary(graph, training: "classes") == "adaptive")
  }

  @Test func aBoundaryNeverCutsABranch() throws {
    let graph = try InferencePlanTests.everything()
    // `second` lies inside the residual block: the last single value before it is the block's input.
    #expect(boundary(graph, training: "second") == "pool")
    #expect(boundary(graph, training: "depthwise") == "sumActivation")
    #expect(boundary(graph, training: "stem.") == "input")
  }
}
