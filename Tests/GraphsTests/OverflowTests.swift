import Kernels
import Tensors
import Testing

@testable import Graphs

/// Which layer is named where a value is not finite.
@Suite struct OverflowTests {
  /// A network, the layer whose values overflow, and which statistics norms use; `nil` for an evaluation.
  struct Case: Sendable, CustomStringConvertible {
    let name: String
    let graph: Graph
    let node: Int
    let statistics: NormStatistics?

    var layer: String { graph.nodes[node].name }
    var description: String {
      "\(name) \(layer) \(statistics.map { "\($0)" } ?? "evaluation")"
    }
  }

  /// Every layer that has weights, of every network.
  static let cases: [Case] =
    (try? TrainableNetworks.all())?.flatMap { name, graph in
      graph.nodes.indices.filter { !graph.parameters(ofNode: $0).isEmpty }.flatMap { node in
        (NormStatistics.allCases.map(Optional.init) + [nil]).map {
          Case(name: name, graph: graph, node: node, statistics: $0)
        }
      }
    } ?? []

  @Test func thereAreCases() {
    #expect(Self.cases.count > 150)
    #expect(Set(Self.cases.map(\.name)).count == 6)
  }

  private func plan(
    _ graph: Graph, from boundary: FreezeBoundary, _ statistics: NormStatistics?,
    _ precision: Precision = .float32
  ) throws -> TrainingPlan {
    try TrainingPlan.inspection(
      graph: graph, boundary: boundary, microBatch: 2, precision: precision, kernels: OneDNN(),
      statistics: statistics.map { statistics in { _ in statistics } })
  }

  /// The layer that is named for three rows of the given input, which is as long as one row of it at least.
  private func named(
    _ plan: TrainingPlan, _ parameters: [String: Tensor], input: [Float]
  ) throws -> String? {
    let store = try ParameterStore(
      plan.program.parameters, layouts: plan.parameterLayouts, values: parameters,
      kernels: OneDNN())
    return try TrainingExecutor(plan, store: store).firstNonFiniteLayer(rows: 3) {
      microBatch, rows in
      microBatch.clear()
      for (place, row) in rows.enumerated() {
        for element in 0..<plan.inputElements {
          microBatch.input[place * plan.inputElements + element] =
            input[(row * 7 + element) % input.count]
        }
        microBatch.targetRow(place)[0] = 1
        microBatch.rowWeights[place] = 1 / 3
      }
      microBatch.drawMasks(nil)
    }
  }

  private func pictures(_ graph: Graph) throws -> [Float] {
    try RandomNetwork.pictures(3, for: graph).floats
  }

  /// The greatest numbers for weights, so that a sum of a few products is infinite. A norm behind them, a ReLU or a
  /// ReLU6, of which the last makes 6 of infinity and 0 of its negative, is not named in its place.
  @Test(arguments: cases) func theVeryLayerIsNamed(test: Case) throws {
    var precisions = [Precision.float32]
    if (try? OneDNN().requireSupport(for: .bfloat16)) != nil { precisions.append(.bfloat16) }
    for precision in precisions {
      let plan = try plan(
        test.graph, from: FreezeBoundary(at: 0, of: test.graph), test.statistics, precision)
      var parameters = try RandomNetwork.parameters(of: test.graph)
      #expect(try named(plan, parameters, input: pictures(test.graph)) == nil)
      let weight = try #require(test.graph.parameters(ofNode: test.node).first)
      parameters[weight.name] = try Tensor(
        [Float](repeating: 3e38, count: weight.shape.elementCount), shape: weight.shape)
      #expect(
        try named(plan, parameters, input: pictures(test.graph)) == test.layer, "\(precision)")
    }
  }

  /// Layers without weights overflow by what they are given: sums of numbers that are finite themselves.
  @Test(arguments: [
    ("head", "pool", "spatialNorm"), ("residual", "avgpool", "layer2.relu2"),
    ("odd", "double", "relu"), ("odd", "sum", "relu"),
  ])
  func sumsOfFiniteNumbersAreNamed(network: String, layer: String, before: String) throws {
    let graph = try #require(try TrainableNetworks.all().first { $0.name == network }).graph
    let node = try #require(graph.nodes.firstIndex { $0.name == before })
    let plan = try plan(graph, from: FreezeBoundary(at: node, of: graph), .batch)
    // What the layer before gives; twice it is finite for the sum of three alone.
    let input: Float = layer == "sum" ? 1.5e38 : 3e38
    let found = try named(plan, RandomNetwork.parameters(of: graph), input: [input])
    #expect(found == layer)
  }

  /// Why there is a plan for it: in the plan that trains, nothing infinite is ever stored.
  @Test func whatTrainsCannotSeeThroughReLU6() throws {
    let graph = try TrainableNetworks.mobile()
    let plan = try TrainingPlan.training(
      graph: graph, boundary: FreezeBoundary(at: 0, of: graph), microBatch: 2, kernels: OneDNN(),
      trains: { _ in true }, statistics: { _ in .running })
    var parameters = try RandomNetwork.parameters(of: graph)
    let weight = try #require(parameters["expand.0.weight"])
    parameters["expand.0.weight"] = try Tensor(
      [Float](repeating: 3e38, count: weight.shape.elementCount), shape: weight.shape)
    #expect(try named(plan, parameters, input: pictures(graph)) == nil)
  }
}
