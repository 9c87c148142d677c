import Testing

@testable import Training

@Suite struct ScheduleTests {
  private func factors(
    _ configuration: ScheduleConfiguration, epochs: Int, stepsPerEpoch: Int
  ) -> [Double] {
    let schedule = LearningRateSchedule(configuration)
    return (0..<epochs * stepsPerEpoch).map {
      schedule.factor(
        at: SchedulePlace(step: $0, stepsPerEpoch: stepsPerEpoch, epochs: epochs))
    }
  }

  static let all = ScheduleConfiguration.Name.allCases.map {
    ScheduleConfiguration(name: $0, milestones: $0 == .multistep ? [2, 5] : nil)
  }

  /// PyTorch computes some factors from the one before, so its roundings add up.
  @Test(arguments: try Fixtures.load().schedules)
  func aScheduleIsPyTorchs(expected: Fixtures.ScheduleCase) throws {
    try expected.configuration.validate(epochs: expected.epochs)
    let found = factors(
      expected.configuration, epochs: expected.epochs, stepsPerEpoch: expected.stepsPerEpoch)
    #expect(found.count == expected.factors.count)
    for (factor, theirs) in zip(found, expected.factors) { #expect(abs(factor - theirs) < 1e-12) }
  }

  @Test func everyScheduleThatMovesByItselfIsInTheFixture() throws {
    let cases = try Fixtures.load().schedules
    for name in ScheduleConfiguration.Name.allCases where name != .constant && name != .plateau {
      let own = cases.filter { $0.configuration.name == name }
      #expect(own.contains { Set($0.factors).count > 2 }, "\(name)")
    }
  }

  @Test(arguments: all)
  func everyFactorIsWithinTheBase(configuration: ScheduleConfiguration) throws {
    try configuration.validate(epochs: 12)
    let found = factors(configuration, epochs: 12, stepsPerEpoch: 5)
    #expect(found.allSatisfy { $0 > 0 && $0 <= 1 })
    #expect(found.contains(1))
  }

  /// Those of whole epochs change between them only.
  @Test(arguments: [
    ScheduleConfiguration(name: .step, stepEpochs: 2),
    ScheduleConfiguration(name: .multistep, milestones: [1, 3]),
    ScheduleConfiguration(name: .exponential),
  ])
  func anEpochHasOneRate(configuration: ScheduleConfiguration) {
    let found = factors(configuration, epochs: 6, stepsPerEpoch: 4)
    #expect(
      found == factors(configuration, epochs: 6, stepsPerEpoch: 1).flatMap { [$0, $0, $0, $0] })
    #expect(Set(found).count > 2)
  }

  @Test(arguments: all)
  func aWarmupRisesToTheSchedulesFirstAndLeavesTheRestAlone(
    configuration: ScheduleConfiguration
  ) throws {
    var warm = configuration
    warm.warmupEpochs = 2
    try warm.validate(epochs: 12)
    let plain = factors(configuration, epochs: 10, stepsPerEpoch: 4)
    let found = factors(warm, epochs: 12, stepsPerEpoch: 4)
    #expect(Array(found.dropFirst(8)) == plain)
    for (step, factor) in found.prefix(8).enumerated() {
      #expect(abs(factor - plain[0] * Double(step + 1) / 9) < 1e-15)
    }
  }

  @Test func theCosineOfTheFirstVersionsIsUnchanged() {
    let found = factors(ScheduleConfiguration(), epochs: 3, stepsPerEpoch: 7)
    for (step, factor) in found.enumerated() {
      #expect(
        factor
          == CosineSchedule().factor(
            at: SchedulePlace(step: step, stepsPerEpoch: 21, epochs: 1)))
    }
    for (step, factor) in [(0, 1.0), (7, 0.75), (14, 0.25)] {
      #expect(abs(found[step] - factor) < 1e-15)
    }
  }

  @Test func longRestartsDoNotOverflow() {
    let configuration = ScheduleConfiguration(
      name: .cosineRestarts, restartEpochs: 1, restartMultiplier: 100_000)
    let schedule = LearningRateSchedule(configuration)
    let place = SchedulePlace(step: 100_000_000, stepsPerEpoch: 1000, epochs: 100_000)
    #expect((0...1).contains(schedule.factor(at: place)))
  }

  @Test(arguments: [
    (ScheduleConfiguration(warmupEpochs: -1), "--warmup-epochs"),
    (ScheduleConfiguration(warmupEpochs: 10), "--warmup-epochs"),
    (ScheduleConfiguration(gamma: 0.5), "--gamma"),
    (ScheduleConfiguration(name: .step, gamma: 1), "--gamma"),
    (ScheduleConfiguration(name: .exponential, gamma: 0), "--gamma"),
    (ScheduleConfiguration(name: .plateau, gamma: .nan), "--gamma"),
    (ScheduleConfiguration(name: .step, stepEpochs: 0), "--step-epochs"),
    (ScheduleConfiguration(stepEpochs: 3), "--step-epochs"),
    (ScheduleConfiguration(name: .multistep), "--milestones"),
    (ScheduleConfiguration(name: .multistep, milestones: []), "--milestones"),
    (ScheduleConfiguration(name: .multistep, milestones: [3, 3]), "--milestones"),
    (ScheduleConfiguration(name: .multistep, milestones: [0, 3]), "--milestones"),
    (ScheduleConfiguration(name: .step, milestones: [3]), "--milestones"),
    (ScheduleConfiguration(name: .cosineRestarts, restartEpochs: 0), "--restart-epochs"),
    (ScheduleConfiguration(restartEpochs: 3), "--restart-epochs"),
    (ScheduleConfiguration(name: .cosineRestarts, restartMultiplier: 0), "--restart-multiplier"),
    (ScheduleConfiguration(name: .cyclic, cycleEpochs: 0), "--cycle-epochs"),
    (ScheduleConfiguration(name: .cyclic, cycleLowest: 1), "--cycle-lowest"),
    (ScheduleConfiguration(name: .oneCycle, cycleLowest: 0.1), "--cycle-lowest"),
    (ScheduleConfiguration(name: .plateau, plateauPatience: -1), "--plateau-patience"),
    (ScheduleConfiguration(plateauPatience: 1), "--plateau-patience"),
  ])
  func aConstantThatCannotBeIsNamed(configuration: ScheduleConfiguration, flag: String) {
    let error = #expect(throws: TrainingError.self) { try configuration.validate(epochs: 10) }
    #expect(error?.description.hasPrefix(flag + ": expected ") == true)
  }
}
