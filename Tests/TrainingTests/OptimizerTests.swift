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
    var run = run(name, from: [1, -2, 0])
    run.move(gradient: [0, 0, 0], learningRate: 0.1, weightDecay: 0.1)
    #expect(run.parameter[0] < 1 && run.parameter[0] > 0)
    #expect(run.parameter[1] > -2 && run.parameter[1] < 0)
    #expect(run.parameter[2] == 0)
  }

  /// Whatever the gradients have been, AdamW decays by `1 − η·λ`; Adam, which has decay in its gradient, does not.
  @Test func decoupledDecayIsAFactor() {
    func decayed(_ name: OptimizerConfiguration.Name) -> Float {
      var (plain, run) = (run(name, from: [1]), run(name, from: [1]))
      plain.move(gradient: [50], learningRate: 0.1)
      run.move(gradient: [50], learningRate: 0.1, weightDecay: 0.1)
      return plain.parameter[0] - run.parameter[0]
    }
    #expect(abs(decayed(.adamw) - 0.01) < 1e-6)
    #expect(abs(decayed(.adam)) < 1e-6)
  }

  @Test(arguments: names)
  func itRemembersWhatItSays(name: OptimizerConfiguration.Name) {
    var run = run(name, from: [1, -2])
    run.move(gradient: [0.5, 0.25], learningRate: 0.1)
    #expect(run.slots.count == run.optimizer.slotNames.count)
    #expect(Set(run.optimizer.slotNames).count == run.slots.count)
    #expect(run.slots.allSatisfy { $0.allSatisfy { $0 != 0 } })
    // A second step with the same gradient goes another way than one that has forgotten the first.
    var forgetful = OptimizerRun(run.optimizer, parameter: run.parameter, step: 1)
    run.move(gradient: [0.1, 0.1], learningRate: 0.1)
    forgetful.move(gradient: [0.1, 0.1], learningRate: 0.1)
    #expect((run.parameter == forgetful.parameter) == (name == .sgd))
  }

  @Test(arguments: names)
  func aBowlIsDescended(name: OptimizerConfiguration.Name) {
    var run = run(name, from: [3, -4])
    for step in 0..<400 {
      // Falling, since some optimizers' steps are as long as the rate; Adagrad's shrink by themselves.
      let rate: Float = name == .adagrad ? 1 : 0.1 * Float(400 - step) / 400
      run.move(gradient: [run.parameter[0] - 1, run.parameter[1] - 2], learningRate: rate)
    }
    #expect(abs(run.parameter[0] - 1) < 1e-2)
    #expect(abs(run.parameter[1] - 2) < 1e-2)
  }

  /// PyTorch's own optimizer in single precision, whose roundings come in another order, and in double precision.
  /// Fifty steps of sums of about 1 lose some units in the last place (1.2e-7) each: 2e-6 and 1e-5 are above
  /// that, and far below what any wrong term does.
  @Test(arguments: try Fixtures.load().optimizers)
  func fiftyStepsArePyTorchs(expected: Fixtures.OptimizerCase) {
    var run = OptimizerRun(
      expected.configuration.optimizer, parameter: expected.start.map(Float.init))
    for step in 1...expected.steps {
      run.move(
        gradient: Self.gradient(step: step, count: expected.start.count),
        learningRate: Float(expected.learningRate), weightDecay: Float(expected.weightDecay))
    }
    for (index, found) in run.parameter.enumerated() {
      let (end, single) = (expected.end[index], expected.singleEnd[index])
      #expect(abs(Double(found) - single) <= 2e-6 * max(1, abs(single)))
      #expect(abs(Double(found) - end) <= 1e-5 * max(1, abs(end)))
    }
  }

  @Test func everyOptimizerIsInTheFixtureWithAndWithoutDecay() throws {
    let cases = try Fixtures.load().optimizers
    for name in Self.names {
      let own = cases.filter { $0.name == name }
      let ends = own.map(\.end)
      #expect(own.contains { $0.weightDecay == 0 } && own.contains { $0.weightDecay > 0 })
      #expect(zip(ends[0], ends[1]).contains { abs($0 - $1) > 1e-3 })
    }
  }

  @Test(arguments: names, [3, 64, 1000])
  func partsMoveAsTheWhole(name: OptimizerConfiguration.Name, part: Int) {
    let count = 1000
    let start = (0..<count).map { Float($0 % 17) - 8.5 }
    let optimizer = OptimizerConfiguration(name: name).optimizer
    let group = ParameterGroup(learningRateFactor: 0.5, weightDecay: 0.1, l1: 0.01)
    func end(inPartsOf part: Int) -> [[UInt32]] {
      let buffers = (0..<2 + optimizer.slotCount).map { _ in
        UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
      }
      defer { buffers.forEach { $0.deallocate() } }
      buffers.forEach { $0.initialize(repeating: 0) }
      _ = buffers[0].update(fromContentsOf: start)
      for step in 1...3 {
        _ = buffers[1].update(fromContentsOf: Self.gradient(step: step, count: count))
        let update = ParameterUpdate(optimizer, group: group, learningRate: 0.01, step: step)
        // Last part first: order does not matter.
        for first in stride(from: 0, to: count, by: part).reversed() {
          update.apply(
            to: buffers[0], in: first..<min(first + part, count), gradient: buffers[1],
            slots: Array(buffers[2...]))
        }
      }
      return (buffers[...0] + buffers[2...]).map { $0.map(\.bitPattern) }
    }
    #expect(end(inPartsOf: part) == end(inPartsOf: count))
    #expect(end(inPartsOf: count)[0] != start.map(\.bitPattern))
  }

  /// As `Fixtures/make_fixtures.py` draws it.
  static func gradient(step: Int, count: Int) -> [Float] {
    (0..<count).map { index in
      Float(Double(1 + index) * sin(0.7 * Double(step) + 1.3 * Double(index)))
    }
  }
}
