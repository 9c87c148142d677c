import Foundation
import Tensors
import Testing

@testable import Evaluation

@Suite struct ResampledMeanTests {
  /// By hand: mean 0.8, s² = 0.015 / 4, t(4) at 97.5 % = 2.776445105, 1/5 + 1/4 = 0.45.
  @Test func followsTheFormula() throws {
    let result = ResampledMean(of: [0.75, 0.75, 0.80, 0.80, 0.90], foldCount: 5)
    let variance = 0.015 / 4
    let reach = 2.776_445_105_197_79 * (0.45 * variance).squareRoot()
    let interval = try #require(result.interval)
    #expect(result.count == 5)
    #expect(isClose(result.mean, 0.8))
    #expect(isClose([result.standardDeviation], [variance.squareRoot()]))
    #expect(isClose(interval.low, 0.8 - reach, tolerance: 1e-9))
    #expect(isClose(interval.high, 0.8 + reach, tolerance: 1e-9))
    #expect(interval.bounds == [interval.low, interval.high])
    #expect(interval.level == 0.95)
    #expect(interval.method == "nadeau-bengio")
    #expect(result.missingInterval == nil)
  }

  @Test func foldCountGivesTheRatioOfTestToTraining() {
    let scores = [0.5, 0.6, 0.9]
    #expect(
      ResampledMean(of: scores, foldCount: 3) == ResampledMean(of: scores, testToTrainRatio: 0.5))
  }

  @Test func isWiderThanTheUncorrectedInterval() throws {
    let scores = [0.7, 0.8, 0.75, 0.85]
    let corrected = try #require(ResampledMean(of: scores, foldCount: 4).interval)
    let naive = try #require(ResampledMean(of: scores, testToTrainRatio: 0).interval)
    let ratio = (corrected.high - corrected.low) / (naive.high - naive.low)
    #expect(isClose(ratio, ((0.25 + 1.0 / 3) / 0.25).squareRoot()))
  }

  @Test func isNotClippedToTheScale() throws {
    let interval = try #require(ResampledMean(of: [1, 1, 0.9], foldCount: 3).interval)
    #expect(interval.high > 1)
  }

  @Test func widensWithTheLevel() throws {
    let scores = [0.7, 0.8, 0.75]
    let narrow = try #require(ResampledMean(of: scores, foldCount: 3, level: 0.5).interval)
    let wide = try #require(ResampledMean(of: scores, foldCount: 3, level: 0.99).interval)
    #expect(wide.low < narrow.low && narrow.high < wide.high)
  }

  @Test func oneScoreHasNoSpreadAndNoInterval() {
    let result = ResampledMean(of: [0.8], foldCount: 5)
    #expect(result.mean == 0.8)
    #expect(result.standardDeviation == nil)
    #expect(result.interval == nil)
    #expect(result.missingInterval == .fewerThanTwoScores)
  }

  @Test func equalScoresHaveNoInterval() {
    // Three times 0.1 does not sum to 0.3 in binary: the equality must not hang on rounding.
    let result = ResampledMean(of: [0.1, 0.1, 0.1], foldCount: 3)
    #expect(result.mean == 0.1)
    #expect(result.standardDeviation == 0)
    #expect(result.interval == nil)
    #expect(result.missingInterval == .scoresAreEqual)
  }

  @Test func survivesJSON() throws {
    let result = ResampledMean(of: [0.7, 0.8], foldCount: 2)
    let data = try JSONEncoder().encode(result)
    #expect(try JSONDecoder().decode(ResampledMean.self, from: data) == result)
  }

  /// The squared error of predicting the mean of normal numbers, by 10 × 5-fold cross-validation:
  /// its expectation is known, so coverage can be counted.
  @Test func correctedIntervalCoversWhatTheNaiveOneMisses() throws {
    let (items, folds, repeats, experiments) = (40, 5, 10, 300)
    let truth = 1 + 1 / Double(items * (folds - 1) / folds)
    var (corrected, naive) = (0, 0)
    for experiment in 0..<experiments {
      var random = RandomStream(seed: 1, purpose: .test, UInt64(experiment))
      let values = (0..<items).map { _ in Double(random.nextNormal()) }
      let total = values.reduce(0, +)
      var scores: [Double] = []
      for _ in 0..<repeats {
        let order = random.permutation(of: items)
        for fold in 0..<folds {
          let test = stride(from: fold, to: items, by: folds).map { values[order[$0]] }
          let mean = (total - test.reduce(0, +)) / Double(items - test.count)
          scores.append(test.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(test.count))
        }
      }
      let honest = try #require(ResampledMean(of: scores, foldCount: folds).interval)
      let plain = try #require(ResampledMean(of: scores, testToTrainRatio: 0).interval)
      corrected += honest.contains(truth) ? 1 : 0
      naive += plain.contains(truth) ? 1 : 0
    }
    #expect(Double(corrected) / Double(experiments) > 0.85)
    #expect(Double(naive) / Double(experiments) < 0.65)
  }
}
