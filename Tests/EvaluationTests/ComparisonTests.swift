import Testing

@testable import Evaluation

@Suite struct ComparisonTests {
  @Test func mcNemarAgreesWithStatsmodelsAndSciPy() throws {
    let rows = try Fixtures.statistics().mcNemar
    #expect(rows.count == 10)
    for row in rows {
      let test = McNemarTest(onlyFirst: Int(row[0]), onlySecond: Int(row[1]))
      #expect(isClose(test.exactPValue / row[2], 1, tolerance: 1e-9), "\(row)")
      #expect(isClose(test.midPValue / row[3], 1, tolerance: 1e-9), "\(row)")
    }
  }

  @Test func mcNemarCountsTheItemsThatOneModelGetsRight() {
    let test = McNemarTest(
      first: [true, true, true, false, false], second: [true, false, false, true, false])
    #expect(test.onlyFirst == 2)
    #expect(test.onlySecond == 1)
    #expect(test == McNemarTest(onlyFirst: 2, onlySecond: 1))
  }

  @Test func modelsThatAgreeOnEveryItemAreNotToldApart() {
    let test = McNemarTest(first: [true, false], second: [true, false])
    #expect(test.exactPValue == 1)
    #expect(test.midPValue == 1)
  }

  @Test func combinedFAgreesWithMlxtend() throws {
    let cases = try Fixtures.statistics().combined
    #expect(cases.count == 3)
    for expected in cases {
      let test = CombinedFTest(differences: expected.differences)
      #expect(isClose(try #require(test.statistic), expected.statistic, tolerance: 1e-10))
      #expect(isClose(try #require(test.pValue), expected.pValue, tolerance: 1e-9))
      #expect(isClose(test.meanDifference, expected.differences.joined().reduce(0, +) / 10))
    }
  }

  @Test func combinedFNeedsSpreadWithinARepeat() {
    let test = CombinedFTest(differences: [[0, 0], [1, 1], [0, 0], [0, 0], [0, 0]])
    #expect(test.statistic == nil)
    #expect(test.pValue == nil)
    #expect(test.missing == .scoresAreEqual)
  }

  @Test func fDistributionAgreesWithSciPy() throws {
    for row in try Fixtures.statistics().fDistribution {
      let distribution = FDistribution(numeratorDegrees: row[1], denominatorDegrees: row[2])
      #expect(isClose(distribution.upperTail(row[0]) / row[3], 1, tolerance: 1e-9), "\(row)")
    }
  }

  @Test func holmAgreesWithStatsmodels() throws {
    for pair in try Fixtures.statistics().holm {
      #expect(isClose(HolmAdjustment.adjusted(pair[0]), pair[1]))
    }
    #expect(HolmAdjustment.adjusted([]) == [])
  }
}
