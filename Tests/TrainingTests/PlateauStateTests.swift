import Foundation
import Testing

@testable import Training

@Suite struct PlateauStateTests {
  @Test(arguments: try Fixtures.load().plateaus)
  func thePlateauIsPyTorchs(expected: Fixtures.PlateauCase) {
    var state = PlateauState()
    for (value, factor) in zip(expected.values, expected.factors) {
      state.observe(
        value, of: expected.monitor, patience: expected.patience, gamma: expected.gamma,
        minimumDelta: expected.minimumDelta)
      #expect(state.factor == factor)
    }
  }

  @Test func thePlateausInTheFixtureDiffer() throws {
    let cases = try Fixtures.load().plateaus
    #expect(Set(cases.map(\.factors)).count > 6)
    #expect(Set(cases.map(\.monitor)) == [.loss, .accuracy])
  }

  @Test func theStateGoesOnFromItsCopy() throws {
    var state = PlateauState()
    func observe(_ state: inout PlateauState, _ values: [Double]) {
      for value in values {
        state.observe(value, of: .loss, patience: 1, gamma: 0.1, minimumDelta: 0)
      }
    }
    observe(&state, [1, 0.9, 0.95])
    var copy = try JSONDecoder().decode(
      PlateauState.self, from: JSONEncoder().encode(state))
    #expect(copy == state)
    observe(&state, [0.95])
    observe(&copy, [0.95])
    #expect(copy == state && copy.factor == 0.1)
  }

  @Test func theFactorMultipliesTheSchedules() {
    var state = PlateauState()
    for _ in 0..<2 { state.observe(1, of: .loss, patience: 0, gamma: 0.25, minimumDelta: 0) }
    let place = SchedulePlace(step: 3, stepsPerEpoch: 2, epochs: 9)
    let schedule = LearningRateSchedule(ScheduleConfiguration(name: .plateau))
    #expect(schedule.factor(at: place, plateau: state) == 0.25)
    #expect(schedule.factor(at: place) == 1)
  }
}
