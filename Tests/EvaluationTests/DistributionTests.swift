import Testing

@testable import Evaluation

@Suite struct DistributionTests {
  @Test func studentQuantileAgreesWithSciPy() throws {
    for row in try Fixtures.distributions().studentQuantile {
      let found = StudentT(degreesOfFreedom: row[0]).quantile(row[1])
      #expect(isClose(found, row[2], tolerance: 1e-8), "\(row): \(found)")
    }
  }

  @Test func studentCumulativeAgreesWithSciPy() throws {
    for row in try Fixtures.distributions().studentCumulative {
      let found = StudentT(degreesOfFreedom: row[0]).cumulative(row[1])
      #expect(abs(found - row[2]) <= 1e-8 * row[2], "\(row): \(found)")
    }
  }

  @Test func normalQuantileAgreesWithSciPy() throws {
    for row in try Fixtures.distributions().normalQuantile {
      let found = StandardNormal.quantile(row[0])
      #expect(isClose(found, row[1], tolerance: 1e-11), "\(row): \(found)")
      #expect(isClose(StandardNormal.cumulative(found), row[0], tolerance: 1e-12))
    }
  }

  @Test func incompleteBetaAgreesWithSciPy() throws {
    for row in try Fixtures.distributions().incompleteBeta {
      let found = IncompleteBeta.regularized(row[0], a: row[1], b: row[2])
      #expect(abs(found - row[3]) <= 1e-10 * row[3] + 1e-290, "\(row): \(found)")
    }
  }
}
