import Testing

@testable import Evaluation

@Suite struct WilsonTests {
  @Test func agreesWithSciPy() throws {
    for row in try Fixtures.distributions().wilson {
      let interval = try #require(
        Interval.wilson(successes: Int(row[0]), trials: Int(row[1]), level: row[2]))
      #expect(isClose(interval.low, row[3]), "\(row)")
      #expect(isClose(interval.high, row[4]), "\(row)")
      #expect(interval.level == row[2])
      #expect(interval.method == "wilson")
      #expect(interval.low >= 0 && interval.high <= 1)
    }
  }

  @Test func saysNothingWithoutTrials() {
    #expect(Interval.wilson(successes: 0, trials: 0) == nil)
  }

  @Test func keepsAWidthWhenEverythingIsRight() throws {
    let interval = try #require(Interval.wilson(successes: 5, trials: 5))
    #expect(interval.high == 1)
    #expect(interval.low < 0.6)
  }
}
