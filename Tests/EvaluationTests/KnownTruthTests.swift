import Foundation
import Testing

@testable import Evaluation

/// Whether intervals and tests hold what they promise, where the truth is known.
@Suite struct KnownTruthTests {
  @Test(arguments: [
    NearestMeanSimulation(dimensions: 1, separation: 1.5),
    NearestMeanSimulation(dimensions: 2, separation: 1.5),
  ])
  func correctedIntervalCoversAndCorrectedTestKeepsItsLevel(simulation: NearestMeanSimulation) {
    let result = report(simulation, experiments: 2000)
    #expect(result.coverage.value >= 0.93)
    #expect(result.rejection.value <= 0.07)
    // What the uncorrected interval covers instead, as ``ResampledMean`` says: three standard errors around 45 to 46 %.
    #expect(result.naiveCoverage.value > 0.42 && result.naiveCoverage.value < 0.49)
    #expect(result.naiveRejection.value > 0.4)
  }

  /// The limit of the correction: a learner with too few items for its dimensions varies more from
  /// training set to training set than the correction allows for. Documented in ``ResampledMean``.
  @Test func starvedLearnersAreCoveredLess() {
    let result = report(
      NearestMeanSimulation(dimensions: 10, separation: 1), experiments: 2000)
    #expect(result.coverage.value > 0.90 && result.coverage.value < 0.94)
    // Three standard errors around 40 %.
    #expect(result.naiveCoverage.value > 0.365 && result.naiveCoverage.value < 0.435)
  }

  private func report(
    _ simulation: NearestMeanSimulation, experiments: Int
  ) -> NearestMeanSimulation.Result {
    let truth = simulation.expectedAccuracy
    let result = simulation.run(experiments: experiments)
    print(
      """
      \(simulation): expected accuracy \(String(format: "%.4f", truth)), \
      \(experiments) experiments of \(simulation.repeats) × \(simulation.folds) folds:
        95 % interval covers: corrected \(result.coverage), naive \(result.naiveCoverage)
        test at 5 % rejects a true null: corrected \(result.rejection), \
      naive \(result.naiveRejection)
      """)
    // Cross-validation is unbiased for this size of training set: its mean checks the formula.
    #expect(abs(result.meanScore - truth) < 4 * result.meanScoreError)
    return result
  }
}
