import Foundation
import Testing

@testable import Training

/// What holds for every optimizer; a new one inherits it.
@Suite struct OptimizerTests {
  static let names = OptimizerConfiguration.Name.allCases

  private func run(_ name: OptimizerConfiguration.Name, from parameter: [Float]) -> OptimizerRun {
    OptimizerRun(OptimizerConfiguration(name: name).optimizer, parameter: parameter)
  }

  @Test(arguments: names)
  func theFirstStepGoesDownhill(name: OptimizerConfiguration.Name) {
    var run = run(name, from: [1, 1, -2])
    run.move(gradient: [0.5, -0.5, 3], learningRate: 0.1)
    #expect(run.parameter[0] < 1)
    #expect(run.parameter[1] > 1)
    #expect(run.parameter[2] < -2)
  }

  @Test(arguments: names)
  func withoutGradientAndDecayNothingMoves(name: OptimizerConfiguration.Name) {
    var run = run(name, from: [1, -2, 0])
    for _ in 0..<5 { run.move(gradient: [0, 0, 0], learningRate: 0.1) }
    #expect(run.parameter == [1, -2, 0])
  }

  @Test(arguments: names)
  func decayAlonePullsTowardsZero(name: OptimizerConfiguration.Name) {
    // Without momentum, which would carry on what it was given, all do `p − η·λ·p`.
    let optimizer = OptimizerConfiguration(name: name, momentum: 0).optimizer
    var run = OptimizerRun(optimizer, parameter: [1, -2, 0])
    run.move(gradient: [0, 0, 0], learningRate: 0.1, weightDecay: 0.1)
    #expect(abs(run.parameter[0] - 0.99) < 1e-6)
    #expect(abs(run.parameter[1] + 1.98) < 1e-6)
    #expect(run.parameter[2] == 0)
  }

  @Test(arguments: names)
  func itRemembersWhatItSays(name: OptimizerConfiguration.Name) {
    var run = run(name, from: [1, -2])
    run.move(gradient: [0.5, 0.25], learningRate: 0.1)
    #expect(run.slots.count == run.optimizer.slotCount)
    #expect(run.slots.allSatisfy { $0.allSatisfy { $0 != 0 } })
    // A second step with the same gradient goes another way than one that has forgotten the first.
    var forgetful = OptimizerRun(run.optimizer, parameter: run.parameter, step: 1)
    run.move(gradient: [0.1, 0.1], learningRate: 0.1)
    forgetful.move(gradient: [0.1, 0.1], learningRate: 0.1)
    #expect(run.parameter != forgetful.parameter)
  }

  @Test(arguments: names)
  func aBowlIsDescended(name: OptimizerConfiguration.Name) {
    var run = run(name, from: [3, -4])
    for _ in 0..<400 {
      run.move(gradient: [run.parameter[0] - 1, run.parameter[1] - 2], learningRate: 0.05)
    }
    #expect(abs(run.parameter[0] - 1) < 1e-2)
    #expect(abs(run.parameter[1] - 2) < 1e-2)
  }

  /// PyTorch in double precision. Fifty steps of sums of about 1 lose some units in the last place
  /// (1.2e-7) each: 1e-5 is far above that, and far below what any wrong term does.
  @Test(arguments: try Fixtures.load().optimizers)
  func fiftyStepsArePyTorchs(expected: Fixtures.OptimizerCase) throws {
    let name = try #require(OptimizerConfiguration.Name(rawValue: expected.name))
    let configuration = OptimizerConfiguration(name: name, momentum: expected.momentum)
    var run = OptimizerRun(configuration.optimizer, parameter: expected.start.map(Float.init))
    for step in 1...expected.steps {
      run.move(
        gradient: Self.gradient(step: step, count: expected.start.count),
        learningRate: Float(expected.learningRate), weightDecay: Float(expected.weightDecay))
    }
    for (found, end) in zip(run.parameter, expected.end) {
      #expect(abs(Double(found) - end) <= 1e-5 * max(1, abs(end)))
    }
  }

  @Test func decayMattersInTheFixture() throws {
    let cases = try Fixtures.load().optimizers.filter { $0.name != "sgd" || $0.momentum > 0 }
    for name in Self.names {
      let ends = cases.filter { $0.name == name.rawValue }.map(\.end)
      #expect(ends.count == 2)
      #expect(zip(ends[0], ends[1]).contains { abs($0 - $1) > 1e-3 })
    }
  }

  @Test(arguments: [
    OptimizerConfiguration(learningRate: 0), OptimizerConfiguration(learningRate: -.infinity),
    OptimizerConfiguration(learningRate: .infinity), OptimizerConfiguration(learningRate: .nan),
    OptimizerConfiguration(momentum: 1), OptimizerConfiguration(momentum: -0.1),
    OptimizerConfiguration(momentum: .nan), OptimizerConfiguration(weightDecay: -1),
    OptimizerConfiguration(weightDecay: .infinity), OptimizerConfiguration(weightDecay: .nan),
  ])
  func constantsOutsideTheirRangesAreRefused(configuration: OptimizerConfiguration) {
    #expect(throws: TrainingError.self) { try configuration.validate() }
  }

  /// As `Fixtures/make_fixtures.py` draws it.
  static func gradient(step: Int, count: Int) -> [Float] {
    (0..<count).map { index in
      Float(Double(1 + index) * sin(0.7 * Double(step) + 1.3 * Double(index)))
    }
  }
}
