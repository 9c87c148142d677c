import Foundation
import Tensors
import Testing

@testable import Evaluation

@Suite struct MetricIntervalsTests {
  /// Two classes, recognized with probability 0.9 and 0.6.
  private func predictions(
    _ count: Int, copies: Int = 1, seed: UInt64 = 1
  ) throws -> (predictions: Predictions, groups: [Int]) {
    var random = RandomStream(seed: seed, purpose: .sampling)
    var labels: [Int] = []
    var probabilities: [Double] = []
    var groups: [Int] = []
    for item in 0..<count {
      let label = item % 2
      let isRight = Double.random(in: 0..<1, using: &random) < [0.9, 0.6][label]
      let share = Double.random(in: 0.55..<0.95, using: &random)
      let first = (label == 0) == isRight ? share : 1 - share
      for _ in 0..<copies {
        labels.append(label)
        probabilities += [first, 1 - first]
        groups.append(item)
      }
    }
    return (try Predictions(probabilities: probabilities, labels: labels, classCount: 2), groups)
  }

  private func width(_ figure: MetricIntervals.Outcome) throws -> Double {
    let interval = try #require(figure.interval)
    return interval[1] - interval[0]
  }

  /// Recalls are means of independent trials: `σ² = (r₀(1 − r₀)/n₀ + r₁(1 − r₁)/n₁) / 4`.
  @Test func balancedAccuracyVariesAsTheFormulaSays() throws {
    let (predictions, _) = try predictions(600)
    let intervals = try #require(MetricIntervals(of: predictions))
    let recall = predictions.confusion.recall.compactMap { $0 }
    let deviation = sqrt(recall.reduce(0) { $0 + $1 * (1 - $1) / 300 } / 4)
    #expect(abs(try width(intervals.balancedAccuracy) / (2 * 1.96 * deviation) - 1) < 0.08)
    let bounds = try #require(intervals.balancedAccuracy.interval)
    #expect(bounds[0] < 0.75 && 0.75 < bounds[1])
    #expect(intervals.method == "bootstrap-bca" && intervals.resamples == 2000)
    #expect(intervals.groups == 600 && intervals.level == 0.95)
  }

  @Test func logLossVariesAsAMeanDoes() throws {
    let (predictions, _) = try predictions(400)
    let losses = predictions.losses
    let mean = losses.reduce(0, +) / 400
    #expect(abs(mean - predictions.logLoss) < 1e-12)
    let deviation = sqrt(losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399 / 400)
    let intervals = try #require(MetricIntervals(of: predictions))
    #expect(abs(try width(intervals.logLoss) / (2 * 1.96 * deviation) - 1) < 0.08)
    let bounds = try #require(intervals.logLoss.interval)
    #expect(bounds[0] < mean && mean < bounds[1])
  }

  /// Four copies of a picture say no more than one.
  @Test func copiesThatAreGroupedDoNotMakeItSurer() throws {
    let (once, _) = try predictions(150)
    let (often, groups) = try predictions(150, copies: 4)
    let alone = try #require(MetricIntervals(of: once))
    let grouped = try #require(MetricIntervals(of: often, groups: groups))
    let parted = try #require(MetricIntervals(of: often))
    #expect(grouped.groups == 150 && parted.groups == 600)
    #expect(abs(try width(grouped.macroF1) / width(alone.macroF1) - 1) < 0.1)
    #expect(try width(parted.macroF1) < 0.6 * width(grouped.macroF1))
  }

  @Test func whereNothingVariesItSaysSo() throws {
    let perfect = try Predictions(
      probabilities: [1.0, 0, 0, 1, 1, 0, 0, 1], labels: [0, 1, 0, 1], classCount: 2)
    let intervals = try #require(MetricIntervals(of: perfect))
    #expect(intervals.macroF1 == .init(interval: nil, missing: .estimatesAreEqual))
    #expect(intervals.balancedAccuracy.missing == .estimatesAreEqual)
  }

  @Test func manyItemsAreDrawnLessOftenAndTooManyNotAtAll() throws {
    let (predictions, _) = try predictions(96)
    func intervals(_ mostLooks: Int) -> MetricIntervals? {
      MetricIntervals(of: predictions, groups: nil, level: 0.95, mostLooks: mostLooks)
    }
    // 96 items, and a confusion matrix of four cells.
    #expect(try #require(intervals(100 * 500)).resamples == 500)
    #expect(try #require(intervals(100 * 9000)).resamples == 2000)
    #expect(intervals(100 * 399) == nil)
  }
}
