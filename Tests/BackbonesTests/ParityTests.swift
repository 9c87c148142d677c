import Backbones
import Graphs
import Kernels
import Tensors
import Testing
import Workers

/// Every network against torchvision's, with weights that both sides draw.
@Suite(.serialized) struct ParityTests {
  @Test(arguments: Architecture.allCases)
  func parametersHaveTorchvisionsNamesAndShapes(architecture: Architecture) throws {
    let fixture = try ParityFixture.of(architecture)
    let lines = try architecture.graph().parameters
      .map { "\($0.name) \($0.shape)\n" }.sorted()
    #expect(lines.count == fixture.parameterCount)
    let digest = Array(lines.joined().utf8).withUnsafeBytes { ExpectedHash.sha256(of: $0) }
    #expect(digest == fixture.parameterDigest)
  }

  @Test(arguments: Architecture.allCases)
  func outputsAreTorchvisions(architecture: Architecture) throws {
    let fixture = try ParityFixture.of(architecture)
    let graph = try architecture.graph()
    let stages = try fixture.stages.map { expected in
      try #require(graph.stages.first { $0.name == expected.name }).lastNode
    }
    let plan = try InferencePlan(
      graph: graph, outputs: stages + [graph.nodes.count - 1],
      parameters: ParityWeights.parameters(of: graph, quiet: fixture.quiet),
      microBatch: fixture.input[0], kernels: OneDNN())
    let found = try plan.run(
      ParityWeights.input(shape: fixture.input), on: Workers(count: 1))
    for (expected, found) in zip(fixture.stages + [fixture.logits], found) {
      #expect(found.shape == Shape(expected.shape))
      expectAgreement(found, expected)
    }
  }

  /// PyTorch computed in double precision; a ten-thousandth of the largest value is far above what
  /// single precision loses, and far below what any wrong layer would do.
  private func expectAgreement(_ found: Tensor, _ expected: ParityFixture.Value) {
    let elements = found.floats
    let indexes = ParityFixture.sampleIndexes(elementCount: elements.count)
    let difference =
      zip(indexes, expected.samples)
      .map { abs(Double(elements[$0]) - $1) }.max() ?? .infinity
    let squares = elements.reduce(0) { $0 + Double($1) * Double($1) }
    let tolerance = 1e-4
    #expect(difference / expected.maximum <= tolerance, "\(expected.name): samples")
    #expect(
      abs(squares.squareRoot() - expected.norm) <= tolerance * expected.norm,
      "\(expected.name): norm")
  }
}
