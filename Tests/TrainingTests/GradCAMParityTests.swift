import Backbones
import Evaluation
import Glibc
import Graphs
import Kernels
import Tensors
import Testing
import Workers

@testable import Training

/// Grad-CAM of every family of networks beside PyTorch's, on the same weights and pictures.
@Suite struct GradCAMParityTests {
  /// Of maps whose greatest value is 1. PyTorch's own single precision is off by up to 1e-5.
  private static let tolerance: Float = 1e-4

  static let cases = (try? GradCAMFixture.read().cases) ?? []

  @Test func thereAreCasesOfEveryFamily() throws {
    let cases = try GradCAMFixture.read().cases
    #expect(
      Set(cases.map(\.architecture)) == [
        "resnet18", "vgg11", "vgg11_bn", "mobilenet_v2", "efficientnet_lite0", "squeezenet1_1",
        "inception_v3",
      ])
    #expect(cases.contains { !$0.hidden.isEmpty } && cases.contains { $0.stage != nil })
  }

  private struct Network {
    let graph: Graph
    let parameters: [String: Tensor]
    let activation: ClassActivation
    /// What the map's channels are, a row a picture.
    let activations: [[Float]]
    let probabilities: [[Float]]

    init(_ test: GradCAMFixture.Case) throws {
      let drawn = try TrainingParityFixture.of(test.architecture)
      let kind = try #require(Head.Kind(rawValue: drawn.head))
      graph = try Backbone(
        Architecture(named: test.architecture), height: test.size, width: test.size
      ).grafted(
        head: Head(
          kind: kind, hidden: test.hidden, dropout: test.hidden.isEmpty ? 0 : 0.5,
          hasNorm: !test.hidden.isEmpty, classes: drawn.classes))
      parameters = try TrainingParityWeights.parameters(of: graph, fixture: drawn)
      let graph = graph
      let node = try #require(
        test.stage.map { name in graph.stages.first { $0.name == name }?.lastNode }
          ?? graph.lastMap)
      try #require(graph.explainableNodes.contains(node))
      activation = try ClassActivation(
        of: graph, at: node, parameters: parameters, microBatch: 2, kernels: OneDNN())
      let batch = test.labels.count
      let pictures = try TrainingParityWeights.pictures(
        named: test.pictures, shape: [batch, test.size, test.size, 3])
      let count = activation.shape.elementCount
      let rows = try activation.plan.run(pictures, on: Workers(count: 1))[0].floats
      activations = (0..<batch).map { Array(rows[$0 * count..<($0 + 1) * count]) }
      let logits = try InferencePlan(
        graph: graph, parameters: parameters, microBatch: 2, kernels: OneDNN()
      ).run(pictures, on: Workers(count: 1))[0].floats
      probabilities = (0..<batch).map { row in
        let powers = logits[row * drawn.classes..<(row + 1) * drawn.classes].map { expf($0) }
        return powers.map { $0 / powers.reduce(0, +) }
      }
    }

    func worstDifference(_ maps: [SaliencyMap], from test: GradCAMFixture.Case) -> Float {
      let found = maps.flatMap(\.scaled.values)
      guard found.count == test.maps.count else { return .infinity }
      return zip(found, test.maps).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
  }

  @Test(arguments: cases)
  func mapsArePyTorchs(test: GradCAMFixture.Case) throws {
    let network = try Network(test)
    let maps = try network.activation.maps(
      of: network.activations, classes: test.labels, workers: Workers(count: 2))
    #expect([maps.count, maps[0].height, maps[0].width] == test.shape)
    let difference = network.worstDifference(maps, from: test)
    #expect(difference < Self.tolerance, "\(test.testDescription): \(difference)")
    for (map, largest) in zip(maps, test.largest) {
      #expect(abs(map.maximum - largest) < 1e-3 * largest)
    }
  }

  // MARK: Wrong rules

  /// The gradient of a probability knows the other classes too; the paper takes the score's.
  @Test(
    arguments: cases.filter {
      $0.stage == nil && ["resnet18", "mobilenet_v2", "squeezenet1_1"].contains($0.architecture)
    })
  func theGradientOfTheProbabilityIsFound(test: GradCAMFixture.Case) throws {
    let network = try Network(test)
    let weights = zip(test.labels, network.probabilities).map { label, probabilities in
      probabilities.enumerated().map { index, probability in
        probabilities[label] * ((index == label ? 1 : 0) - probability)
      }
    }
    let maps = try network.activation.maps(
      of: network.activations, weights: weights, workers: Workers(count: 1))
    #expect(network.worstDifference(maps, from: test) > 100 * Self.tolerance)
  }

  @Test func theMapOfAnotherClassIsFound() throws {
    let test = try #require(Self.cases.first)
    let network = try Network(test)
    let maps = try network.activation.maps(
      of: network.activations, classes: test.labels.map { ($0 + 1) % 7 },
      workers: Workers(count: 1))
    #expect(network.worstDifference(maps, from: test) > 100 * Self.tolerance)
  }

  // MARK: The rest

  @Test func aMapOfAnotherHeadSharesTheNetworkBeforeIt() throws {
    let test = try #require(Self.cases.first)
    let network = try Network(test)
    let name = "head.output.weight"
    let weight = try #require(network.parameters[name])
    let opposite = try Tensor(weight.floats.map { -$0 }, shape: weight.shape)
    let node = try #require(network.graph.lastMap)
    let other = try #require(
      try network.activation.with(
        network.parameters.merging([name: opposite]) { $1 }, in: network.graph, at: node))
    let (before, after) = try (
      network.activation.maps(
        of: network.activations, classes: test.labels, workers: Workers(count: 1)),
      other.maps(of: network.activations, classes: test.labels, workers: Workers(count: 1))
    )
    // What spoke for a class speaks against it.
    for (map, opposite) in zip(before, after) {
      #expect(map.maximum > 0)
      #expect(zip(map.values, opposite.values).allSatisfy { $0 == 0 || $1 == 0 })
    }
    let earlier = try #require(network.graph.explainableNodes.first)
    #expect(
      try network.activation.with(network.parameters, in: network.graph, at: earlier) == nil)
  }

  @Test func resizingIsPyTorchs() throws {
    let fixture = try GradCAMFixture.read()
    let test = try #require(fixture.cases.first)
    let map = SaliencyMap(
      height: test.shape[1], width: test.shape[2],
      values: Array(test.maps.prefix(test.shape[1] * test.shape[2])))
    let resized = map.resized(height: fixture.resized.shape[0], width: fixture.resized.shape[1])
    for (found, expected) in zip(resized.values, fixture.resized.values) {
      #expect(abs(found - expected) < 1e-6)
    }
    #expect(resized.values.count == fixture.resized.values.count)
    #expect(map.resized(height: map.height, width: map.width) == map)
  }

  @Test func theLastMapIsTheOneBeforePooling() throws {
    func name(_ architecture: Architecture, _ size: Int) throws -> String? {
      let graph = try Backbone(architecture, height: size, width: size).grafted(
        head: Head(classes: 3))
      return graph.lastMap.map { graph.nodes[$0].name }
    }
    #expect(try name(.vgg16, 224) == "features.29")
    #expect(try name(.resNet50, 224) == "layer4.2.relu3")
    // Where the end has one place, the last that has more.
    #expect(try name(.resNet18, 32) == "layer3.1.relu2")
  }
}
