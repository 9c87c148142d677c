import Tensors
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

  @Test func whatUpdatesLiesBehindTheBoundaryEvenIfNothingOfItTrains() throws {
    let graph = try InferencePlanTests.everything()
    let norm = try #require(graph.nodes.firstIndex { $0.operation.kind == .batchNorm })
    let boundary = FreezeBoundary(of: graph, updates: { $0 == norm }, trains: { _ in false })
    #expect(boundary.node < norm)
    #expect(boundary != FreezeBoundary(of: graph, trains: { _ in false }))
    // Running statistics are not the optimizer's, whatever it says.
    #expect(
      FreezeBoundary(of: graph) { !$0.role.isTrainable }
        == FreezeBoundary(of: graph, trains: { _ in false }))
  }

  /// Whether nothing after `cut` reads anything before it.
  private func isCut(_ graph: Graph, _ cut: Int) -> Bool {
    graph.nodes.dropFirst(cut + 1).allSatisfy { $0.inputs.allSatisfy { $0 >= cut } }
  }

  /// - Returns: How many nodes lie between the boundary and the first active one, if there is one.
  private func expectLastCut(
    _ graph: Graph, active: (Int) -> Bool, boundary: FreezeBoundary,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> Int? {
    let first = graph.nodes.indices.first(where: active)
    let end = first ?? graph.nodes.count
    #expect(boundary.node < end, sourceLocation: sourceLocation)
    #expect(isCut(graph, boundary.node), sourceLocation: sourceLocation)
    #expect(
      !graph.nodes.indices[..<end].dropFirst(boundary.node + 1).contains { isCut(graph, $0) },
      sourceLocation: sourceLocation)
    return first.map { $0 - boundary.node }
  }

  @Test func onRandomNetworksTheBoundaryIsTheLastCutBeforeAnythingActive() throws {
    var distances: Set<Int> = []
    var nodes: Set<Int> = []
    for seed in 0..<UInt64(400) {
      let graph = try RandomGraph.draw(seed: seed)
      var stream = RandomStream(seed: seed, purpose: .test, 1)
      // Some policies train early, some late, some nothing.
      let rarity = 1 + Int(stream.next() % 12)
      let trained = Set(graph.parameters.map(\.name).filter { _ in stream.next() % 12 > rarity })
      let updated = Set(
        graph.nodes.indices.dropFirst().filter { _ in stream.next() % 20 == 0 })
      let boundary = FreezeBoundary(
        of: graph, updates: updated.contains, trains: { trained.contains($0.name) })
      let distance = expectLastCut(
        graph,
        active: { node in
          if case .dropout = graph.nodes[node].operation { return true }
          return updated.contains(node)
            || graph.parameters(ofNode: node).contains {
              $0.role.isTrainable && trained.contains($0.name)
            }
        }, boundary: boundary)
      if let distance { distances.insert(distance) }
      nodes.insert(boundary.node)
    }
    // Not all of them were easy: branches kept boundaries away, and they lay deep in the network.
    #expect(distances.contains { $0 > 3 })
    #expect(nodes.contains { $0 > 5 })
  }
}
