import Testing

@testable import Training

@Suite struct ScheduleTests {
  @Test(arguments: [0, 0.25, 0.999])
  func aConstantScheduleIsOne(progress: Double) {
    #expect(Schedule.constant.factor(at: progress) == 1)
  }

  @Test(arguments: zip([0, 1.0 / 3, 0.5, 2.0 / 3, 1], [1, 0.75, 0.5, 0.25, 0]))
  func theCosineFallsFromOneToZero(progress: Double, factor: Double) {
    #expect(abs(Schedule.cosine.factor(at: progress) - factor) < 1e-15)
  }

  /// PyTorch computes each factor from the one before, so its roundings add up.
  @Test(arguments: try Fixtures.load().schedules)
  func theCosineIsPyTorchs(expected: Fixtures.ScheduleCase) {
    #expect(expected.factors.count == expected.steps)
    for (step, factor) in expected.factors.enumerated() {
      let found = Schedule.cosine.factor(at: Double(step) / Double(expected.steps))
      #expect(abs(found - factor) < 1e-12)
    }
  }
}
