import Testing

@testable import Evaluation

@Suite struct BootstrapTests {
  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// SciPy's resamples, so that its intervals can be asked for to the last digits.
  @Test func intervalsAgreeWithSciPy() throws {
    let cases = try Fixtures.statistics().bootstrap
    #expect(cases.count == 4)
    for expected in cases {
      let leftOut = expected.data.indices.map { index in
        mean(expected.data.enumerated().filter { $0.offset != index }.map(\.element))
      }
      let distribution = BootstrapDistribution(
        estimate: expected.estimate, estimates: expected.estimates, undefinedCount: 0,
        groupCount: expected.data.count, leaveOneOut: leftOut)
      let percentile = distribution.percentileInterval(level: expected.level)
      let accelerated = distribution.acceleratedInterval(level: expected.level)
      #expect(isClose(try #require(percentile.interval).bounds, expected.percentile))
      #expect(
        isClose(try #require(accelerated.interval).bounds, expected.accelerated, tolerance: 1e-9))
      #expect(percentile.interval?.method == "bootstrap-percentile")
      #expect(accelerated.interval?.method == "bootstrap-bca")
      #expect(accelerated.interval?.level == expected.level)
    }
  }

  @Test func resamplesAreAFunctionOfSeedAndIndex() {
    let bootstrap = Bootstrap(itemCount: 20, seed: 3)
    #expect(bootstrap.items(ofResample: 5) == bootstrap.items(ofResample: 5))
    #expect(bootstrap.items(ofResample: 5) != bootstrap.items(ofResample: 6))
    #expect(
      bootstrap.items(ofResample: 5) != Bootstrap(itemCount: 20, seed: 4).items(ofResample: 5))
    #expect(bootstrap.items(ofResample: 5).count == 20)
    #expect(bootstrap.resampleCount == 2000)
  }

  @Test func everyItemIsDrawnAsOftenAsAnyOther() {
    let bootstrap = Bootstrap(itemCount: 5)
    var counts = [Int](repeating: 0, count: 5)
    for index in 0..<2000 { for item in bootstrap.items(ofResample: index) { counts[item] += 1 } }
    // A binomial count of mean 2000 and standard deviation 40.
    #expect(counts.allSatisfy { abs($0 - 2000) < 200 })
  }

  @Test func itemsOfAGroupAreDrawnTogether() {
    let groups = [7, 7, 3, 7, 3, 9]
    let bootstrap = Bootstrap(itemCount: 6, groups: groups)
    #expect(bootstrap.groupCount == 3)
    for index in 0..<50 {
      let items = bootstrap.items(ofResample: index)
      let counts = (0..<6).map { item in items.count { $0 == item } }
      #expect(counts[0] == counts[1] && counts[1] == counts[3] && counts[2] == counts[4])
      #expect(counts[0] + counts[2] + counts[5] == 3)
    }
  }

  /// Ten groups of twenty equal items know as much as ten items, not as two hundred.
  @Test func groupsWidenTheInterval() throws {
    let values = (0..<200).map { Double($0 / 20 % 2) }
    let groups = (0..<200).map { $0 / 20 }
    func width(_ bootstrap: Bootstrap) throws -> Double {
      let distribution = try #require(
        bootstrap.distribution { items in mean(items.map { values[$0] }) })
      let interval = try #require(distribution.percentileInterval().interval)
      return interval.high - interval.low
    }
    let alone = try width(Bootstrap(itemCount: 200, resampleCount: 400))
    let grouped = try width(Bootstrap(itemCount: 200, groups: groups, resampleCount: 400))
    #expect(grouped > 3.5 * alone && grouped < 5.5 * alone)
  }

  @Test func saysWhyThereIsNoInterval() throws {
    let one = Bootstrap(itemCount: 3, groups: [0, 0, 0], resampleCount: 10)
    #expect(
      one.distribution { _ in 1 }?.percentileInterval() == .missing(.fewerThanTwoGroups))
    let bootstrap = Bootstrap(itemCount: 3, resampleCount: 40)
    #expect(
      bootstrap.distribution { _ in 1 }?.acceleratedInterval() == .missing(.estimatesAreEqual))
    let sometimes = bootstrap.distribution { Set($0).count < 3 ? nil : 1 }
    #expect(sometimes?.percentileInterval() == .missing(.oftenUndefined))
    #expect(try #require(sometimes).undefinedCount > 20)
    let unprepared = bootstrap.distribution(leavesOut: false) { Double($0[0]) }
    #expect(unprepared?.acceleratedInterval() == .missing(.groupsWereNotLeftOut))
    #expect(unprepared?.percentileInterval().interval != nil)
    #expect(bootstrap.distribution { _ in nil as Double? }?.estimate == nil)
    #expect(bootstrap.distribution { _ in Double.nan }?.estimate == nil)
  }

  @Test func anEstimateBeyondEveryResampleHasNoCorrection() {
    let beyond = BootstrapDistribution(
      estimate: 5, estimates: [1, 2, 3], undefinedCount: 0, groupCount: 2, leaveOneOut: [1, 2])
    #expect(beyond.acceleratedInterval() == .missing(.correctionUndefined))
    let unmoved = BootstrapDistribution(
      estimate: 2, estimates: [1, 2, 3], undefinedCount: 0, groupCount: 2, leaveOneOut: [2, 2])
    #expect(unmoved.acceleratedInterval() == .missing(.correctionUndefined))
    #expect(unmoved.percentileInterval().interval != nil)
  }
}
