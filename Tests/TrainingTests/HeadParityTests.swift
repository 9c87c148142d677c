import Tensors
import Testing

@testable import Training

/// Whole fits beside PyTorch's: twelve epochs of full batches from the same weights.
@Suite struct HeadParityTests {
  /// PyTorch computed in double precision. A dozen steps of sums over at most 21 items keep single
  /// precision's errors (6e-8 each) within some 1e-6; what is wrong in a formula shows at 1e-3.
  static let tolerance = 2e-5

  @Test(arguments: try Fixtures.load().heads)
  func aFitIsPyTorchs(expected: Fixtures.HeadCase) throws {
    let name = try #require(OptimizerConfiguration.Name(rawValue: expected.name))
    let graph = try ToyProblem.graph(
      featureCount: expected.featureCount, hidden: expected.hidden, norm: expected.norm,
      classes: expected.classes)
    let trainer = try ToyProblem.trainer(
      graph,
      TrainingConfiguration(
        epochs: expected.epochs, batchSize: expected.labels.count,
        optimizer: OptimizerConfiguration(
          name: name, learningRate: expected.learningRate, weightDecay: expected.weightDecay)))
    let table = FeatureTable(
      features: try Tensor(
        expected.features.map(Float.init), shape: [expected.labels.count, expected.featureCount]),
      labels: expected.labels, weights: expected.weights.map(Float.init),
      identifiers: expected.labels.indices.map(UInt64.init))
    let items = Array(expected.labels.indices)
    let fit = try trainer.fit(
      table, training: items,
      initial: expected.start.mapValues {
        try Tensor($0.values.map(Float.init), shape: Shape($0.shape))
      })
    expectClose(fit.history.map(\.trainingLoss), expected.losses, "losses")
    #expect(Set(fit.parameters.keys) == Set(expected.end.keys))
    for (name, tensor) in fit.parameters {
      let end = try #require(expected.end[name])
      #expect(tensor.shape == Shape(end.shape))
      expectClose(tensor.floats.map(Double.init), end.values, name)
      #expect(expected.start[name]?.values != end.values, "\(name) is not trained at all")
    }
    expectClose(
      try trainer.probabilities(table, items: items, parameters: fit.parameters).map(Double.init),
      expected.probabilities, "probabilities")
  }

  private func expectClose(_ found: [Double], _ expected: [Double], _ what: String) {
    #expect(found.count == expected.count, "\(what)")
    let difference = zip(found, expected).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
    #expect(difference <= Self.tolerance, "\(what): \(difference)")
  }
}
