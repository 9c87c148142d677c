import Testing

@testable import Evaluation

@Suite struct CorrectedPairedTestTests {
  @Test func agreesWithSciPy() throws {
    let cases = try Fixtures.statistics().paired
    #expect(cases.count == 5)
    for expected in cases {
      let test = CorrectedPairedTest(
        first: expected.first, second: expected.second, testToTrainRatio: expected.ratio)
      let interval = try #require(test.difference.interval)
      #expect(isClose(test.difference.mean, expected.mean))
      #expect(isClose(try #require(test.statistic), expected.statistic, tolerance: 1e-11))
      #expect(isClose(try #require(test.pValue) / expected.pValue, 1, tolerance: 1e-8))
      #expect(isClose(interval.low, expected.low, tolerance: 1e-8))
      #expect(isClose(interval.high, expected.high, tolerance: 1e-8))
      #expect(test.missing == nil)
    }
  }

  @Test func foldCountGivesTheRatioOfTestToTraining() {
    let (first, second) = ([0.5, 0.6, 0.9], [0.4, 0.7, 0.6])
    #expect(
      CorrectedPairedTest(first: first, second: second, foldCount: 3)
        == CorrectedPairedTest(first: first, second: second, testToTrainRatio: 0.5))
  }

  @Test func swappingTheRecipesTurnsTheSignOnly() throws {
    let (first, second) = ([0.5, 0.6, 0.9], [0.4, 0.7, 0.6])
    let test = CorrectedPairedTest(first: first, second: second, foldCount: 3)
    let swapped = CorrectedPairedTest(first: second, second: first, foldCount: 3)
    #expect(isClose(try #require(swapped.statistic), -(try #require(test.statistic))))
    #expect(isClose(try #require(swapped.pValue), try #require(test.pValue)))
  }

  @Test func saysWhyThereIsNoTest() {
    let alone = CorrectedPairedTest(first: [0.5], second: [0.4], foldCount: 5)
    #expect(alone.pValue == nil && alone.statistic == nil)
    #expect(alone.missing == .fewerThanTwoScores)
    let same = CorrectedPairedTest(first: [0.5, 0.6], second: [0.5, 0.6], foldCount: 2)
    #expect(same.pValue == nil && same.statistic == nil)
    #expect(same.missing == .scoresAreEqual)
  }
}
