import Backbones
import Graphs
import Testing

@Suite struct StochasticDepthTests {
  @Test func branchesAreDroppedInProportionToTheirDepth() throws {
    let plain = try Backbone(.efficientNetLite0).graph
    let graph = try plain.withStochasticDepth(0.2)
    let rates = graph.nodes.compactMap { node -> Double? in
      guard case .dropout(let dropout) = node.operation, dropout.dropsImages else { return nil }
      return dropout.rate
    }
    let additions = plain.nodes.count { $0.operation == .addition }
    // The first block's branch is never dropped and needs no layer.
    #expect(rates.count == additions - 1)
    #expect(rates == rates.sorted() && rates.last == 0.2)
    #expect(graph.parameters == plain.parameters)
    #expect(graph.stages.map(\.name) == plain.stages.map(\.name))
    for (stage, other) in zip(graph.stages, plain.stages) {
      #expect(graph.nodes[stage.lastNode].name == plain.nodes[other.lastNode].name)
    }
  }

  @Test func theBranchIsDroppedAndNotTheShortcut() throws {
    let graph = try Backbone(.efficientNetLite0).graph.withStochasticDepth(0.2)
    for node in graph.nodes {
      guard case .dropout(let dropout) = node.operation, dropout.dropsImages else { continue }
      #expect(graph.nodes[node.inputs[0]].operation.kind == .batchNorm)
    }
  }

  @Test func aRateOfNothingChangesNothing() throws {
    let plain = try Backbone(.efficientNetLite0).graph
    #expect(try plain.withStochasticDepth(0) == plain)
  }
}
