import Tensors
import Testing

@testable import Training

/// The loss of a batch is the weighted mean of its items'. All fits are of full batches and without norms,
/// so that nothing but the loss knows how many items there are.
@Suite struct ItemWeightTests {
  private func end(
    rows: [[Float]], labels: [Int], weights: [Float], items: [Int]? = nil, batchSize: Int = 100
  ) throws -> [String: Tensor] {
    let problem = try ToyProblem()
    return try problem.trainer(
      TrainingConfiguration(
        epochs: 10, batchSize: batchSize,
        optimizer: OptimizerConfiguration(name: .sgd, learningRate: 0.1))
    ).fit(
      ToyProblem.table(rows: rows, labels: labels, weights: weights),
      training: items ?? Array(labels.indices), initial: problem.initial(seed: 0)
    ).parameters
  }

  /// The same sums in another order: some units in the last place.
  private func isClose(_ a: [String: Tensor], _ b: [String: Tensor]) -> Bool {
    a.keys == b.keys
      && a.allSatisfy { name, tensor in
        zip(tensor.floats, b[name]?.floats ?? []).allSatisfy { abs($0 - $1) <= 1e-5 }
      }
  }

  private let rows = ToyProblem.rows(items: 12, spread: 0.5, seed: 8)
  private let labels = (0..<12).map { ($0 * 5 + $0 / 4) % 3 }

  @Test func anItemOfWeightTwoCountsAsTwo() throws {
    var weights = [Float](repeating: 1, count: 12)
    weights[4] = 2
    let weighted = try end(rows: rows, labels: labels, weights: weights)
    let twice = try end(
      rows: rows + [rows[4]], labels: labels + [labels[4]],
      weights: [Float](repeating: 1, count: 13))
    #expect(isClose(weighted, twice))
    let once = try end(rows: rows, labels: labels, weights: [Float](repeating: 1, count: 12))
    #expect(!isClose(weighted, once))
  }

  @Test func anItemOfWeightZeroTeachesNothing() throws {
    var weights = [Float](repeating: 1, count: 12)
    weights[4] = 0
    let weightless = try end(rows: rows, labels: labels, weights: weights)
    let without = try end(
      rows: rows, labels: labels, weights: weights, items: (0..<12).filter { $0 != 4 })
    #expect(isClose(weightless, without))
  }

  @Test func onlyRelationsOfWeightsMatter() throws {
    let weights = (0..<12).map { Float(1 + $0 % 3) }
    let found = try end(rows: rows, labels: labels, weights: weights)
    #expect(isClose(found, try end(rows: rows, labels: labels, weights: weights.map { $0 * 10 })))
  }

  /// A batch of nothing but weightless items teaches nothing, and is no divergence.
  @Test func aBatchWithoutWeightIsPassedOver() throws {
    let found = try end(
      rows: rows, labels: labels, weights: [Float](repeating: 0, count: 12), batchSize: 4)
    let problem = try ToyProblem()
    let initial = try problem.initial(seed: 0)
    // Weights of the network decay all the same; biases don't.
    #expect(found["head.output.bias"]?.floats == initial["head.output.bias"]?.floats)
    #expect(found.values.allSatisfy { $0.floats.allSatisfy(\.isFinite) })
  }

  @Test func validationLossIsTheWeightedMean() throws {
    let problem = try ToyProblem()
    func loss(_ weights: [Float]) throws -> Double {
      let fit = try problem.trainer(TrainingConfiguration(epochs: 1)).fit(
        ToyProblem.table(rows: rows, labels: labels, weights: weights),
        training: Array(0..<10), validation: [10, 11], initial: problem.initial(seed: 0))
      return try #require(fit.history[0].validationLoss)
    }
    let training = [Float](repeating: 1, count: 10)
    let (first, second) = (try loss(training + [1, 0]), try loss(training + [0, 1]))
    #expect(abs(first - second) > 1e-3)
    #expect(abs(try loss(training + [3, 1]) - (3 * first + second) / 4) < 1e-6)
    #expect(try loss(training + [0, 0]) == 0)
  }
}
