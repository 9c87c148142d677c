import Testing

@testable import Workbench

/// How intervals are shown.
@Suite struct FigureIntervalTests {
  @Test(
    arguments: [
      (0.81, 0.973, "81.0 % to 97.3 %"), (0.882, 1.04, "88.2 % to 100.0 %, cut off"),
      (-0.2, 0.5, "0.0 % to 50.0 %, cut off"), (-0.3, 1.3, "0.0 % to 100.0 %, cut off"),
      (0, 1, "0.0 % to 100.0 %"), (0.9, 1 + 1e-15, "90.0 % to 100.0 %"),
    ] as [(Double, Double, String)])
  func aShareEndsAtNoneAndAll(low: Double, high: Double, words: String) {
    #expect(Figure.interval(low, high) == words)
  }

  @Test func whatHasNoUpperEndIsCutOffBelowAlone() {
    let words = Figure.interval(-0.1, 1.7, within: 0...(.infinity), Figure.of)
    #expect(words == "0.000 to 1.700, cut off")
    #expect(Figure.interval(0.1, 1.7, within: 0...(.infinity), Figure.of) == "0.100 to 1.700")
  }

  @Test func theReasonIsSaidWhereSomethingIsCutOff() {
    #expect(Figure.cutOffSentence([nil, [0.1, 0.9]]) == nil)
    #expect(Figure.cutOffSentence([[0.1, 0.9], [0.2, 1.1]])?.contains("metrics.json") == true)
  }

  @Test func aLearningCurveShowsItsIntervalsSo() {
    let curve = LearningCurve(
      [
        LearningCurve.Size(
          share: 1, pictures: 40, accuracies: [0.6, 1, 1], testToTrainRatio: 0.5)
      ], skippedShares: [])
    #expect(curve.points[0].interval.map { $0[1] > 1 } == true)
    #expect(curve.lines[0].hasSuffix(" to 100.0 %, cut off"))
  }
}
