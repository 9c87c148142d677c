import Evaluation
import Testing

@testable import Workbench

@Suite struct ComparisonTests {
  /// Three runs, the first better than the second and that than the third, with these p-values of the pairs.
  private func comparison(_ pValues: [Double], metric: Comparison.Metric = .accuracy) -> Comparison
  {
    let names = ["a", "b", "c"]
    return Comparison(
      metric: metric, basis: .folds, folds: 10, repeats: 1, images: 100,
      runs: zip(names, [0.9, 0.8, 0.7]).map {
        Comparison.Run(run: $0, mean: $1, interval: nil, settings: [:])
      },
      pairs: zip([(0, 1), (0, 2), (1, 2)], pValues).map { places, value in
        Comparison.Pair(
          first: names[places.0], second: names[places.1], difference: 0.1, interval: nil,
          pValue: value, test: "corrected resampled t-test")
      })
  }

  /// Each pair by itself would pass for a difference; of three such tests one is expected to by chance too often.
  @Test func whatIsBelowTheLevelOnlyByItselfMakesNobodyBetter() {
    let judged = comparison([0.03, 0.02, 0.04])
    #expect(judged.pairs.map(\.pValue) == [0.03, 0.02, 0.04])
    #expect(judged.pairs.allSatisfy { ($0.adjustedPValue ?? 0) >= Comparison.level })
    #expect(judged.pairs.map(\.adjustedPValue) == [0.06, 0.06, 0.06])
    #expect(judged.pairs.allSatisfy { $0.better == nil })
    #expect(judged.best == nil)
  }

  @Test func whatIsBelowTheLevelForAllTogetherMakesOneBetter() {
    let judged = comparison([0.02, 0.001, 0.4])
    #expect(judged.pairs.map(\.better) == ["a", "a", nil])
    #expect(judged.best == "a")
    // Of the loss less is better: the same differences speak for the others.
    let losses = comparison([0.02, 0.001, 0.4], metric: .logLoss)
    #expect(losses.pairs.map(\.better) == ["b", "c", nil] && losses.best == nil)
  }

  @Test func oneHeadIsNoneToCompare() {
    let head = CrossValidateHeads.Candidate(
      name: "linear", settings: RunConfiguration.HeadSettings())
    #expect(
      throws: WorkbenchError.invalidSetting(
        name: "--heads", allowed: "two heads or more", found: "1")
    ) {
      try CrossValidateHeads(RunConfiguration(command: .crossval, dataPath: "nowhere"), [head])
        .run()
    }
  }
}
