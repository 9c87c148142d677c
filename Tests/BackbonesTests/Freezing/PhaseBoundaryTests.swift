import Backbones
import Graphs
import Testing

/// Where each architecture divides under each policy and batch-norm mode.
@Suite struct PhaseBoundaryTests {
  private func phases(
    _ text: String, _ batchNorm: BatchNormMode, _ graph: Graph
  ) throws -> [TrainingPhase] {
    try TrainingPhases(
      freezing: FreezingPolicy(text), batchNorm: batchNorm, epochs: 40, of: graph
    ).phases
  }

  @Test(arguments: Architecture.allCases, BatchNormMode.allCases)
  func theBoundaryIsTheLastCutBeforeAnythingChanges(
    architecture: Architecture, batchNorm: BatchNormMode
  ) throws {
    let graph = try FreezingNetworkTests.grafted(architecture)
    let stage = graph.stages[graph.stages.count / 2].name
    for text in ["all", "none", "until:\(stage)", "stages:1", "match:*weight", "gradual:2"] {
      for phase in try phases(text, batchNorm, graph) {
        let boundary = phase.boundary(in: graph).node
        let first = try #require(graph.nodes.indices.first { changes($0, phase, graph) })
        #expect(boundary < first, "\(text)")
        #expect(isCut(graph, boundary), "\(text)")
        #expect(
          !graph.nodes.indices[..<first].dropFirst(boundary + 1).contains { isCut(graph, $0) },
          "\(text)")
      }
    }
  }

  /// As the words say it, node by node.
  private func changes(_ node: Int, _ phase: TrainingPhase, _ graph: Graph) -> Bool {
    let operation = graph.nodes[node].operation
    let isHead = graph.nodes[node].name.hasPrefix("head.")
    if case .dropout = operation { return true }
    if case .batchNorm = operation, isHead || phase.batchNorm != .frozen { return true }
    return graph.parameters(ofNode: node).contains { phase.trained.names.contains($0.name) }
  }

  /// Whether nothing after `cut` reads anything before it.
  private func isCut(_ graph: Graph, _ cut: Int) -> Bool {
    graph.nodes.dropFirst(cut + 1).allSatisfy { $0.inputs.allSatisfy { $0 >= cut } }
  }

  private func boundary(_ text: String, _ batchNorm: BatchNormMode = .frozen) throws -> String {
    let graph = try FreezingNetworkTests.grafted(.resNet50)
    let phase = try #require(try phases(text, batchNorm, graph).last)
    return graph.nodes[phase.boundary(in: graph).node].name
  }

  @Test func boundariesOfAResNet() throws {
    // The end of layer3.
    #expect(try boundary("until:layer3") == "layer3.5.relu3")
    #expect(try boundary("stages:1") == "layer3.5.relu3")
    // The pooled features.
    #expect(try boundary("all") == "avgpool")
    #expect(try boundary("none") == "input")
    #expect(try boundary("until:stem") == "maxpool")
    // A convolution inside a residual block: the block's input.
    #expect(
      try boundary("match:conv1.*,bn1.*,layer1.*,layer2.*,layer3.0.*") == "layer3.0.relu3")
    #expect(
      try boundary("match:conv1.*,bn1.*,layer1.*,layer2.*,layer3.0.conv1.*") == "layer2.3.relu3")
  }

  @Test func statisticsThatFollowMoveTheBoundaryBeforeTheFirstBatchNorm() throws {
    for text in ["all", "until:layer3", "stages:1", "match:conv1.*"] {
      #expect(try boundary(text, .adapt) == "conv1")
      #expect(try boundary(text, .train) == "conv1")
    }
    #expect(try boundary("none", .train) == "input")
  }

  @Test func aNetworkWithoutBatchNormsHasNothingToAdapt() throws {
    let graph = try FreezingNetworkTests.grafted(.vgg11)
    let frozen = try #require(try phases("stages:2", .frozen, graph).first)
    let adapted = try #require(try phases("stages:2", .adapt, graph).first)
    #expect(frozen.boundary(in: graph) == adapted.boundary(in: graph))
    #expect(BatchNormMode.train.updatedNodes(of: graph).isEmpty)
  }

  @Test func theHeadsOwnNormsAreNotTheBackbones() throws {
    let graph = try FreezingNetworkTests.grafted(.resNet18)
    let updated = BatchNormMode.adapt.updatedNodes(of: graph).map { graph.nodes[$0].name }
    #expect(updated.count == 20)
    #expect(!updated.contains("head.norm1"))
    #expect(BatchNormMode.frozen.updatedNodes(of: graph).isEmpty)
  }
}
