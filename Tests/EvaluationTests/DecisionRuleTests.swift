import Testing

@testable import Evaluation

@Suite struct DecisionRuleTests {
  private static func predictions() throws -> Predictions {
    try Predictions(
      probabilities: [0.9, 0.08, 0.02, 0.1, 0.7, 0.2, 0.3, 0.3, 0.4, 0.6, 0.2, 0.2] as [Float],
      labels: [0, 1, 0, 2], classCount: 3)
  }

  @Test func withoutARuleTheMostProbableClassIsTheAnswer() {
    let rule = DecisionRule()
    #expect(rule.isTrivial)
    #expect(rule.answer(to: [0.2, 0.5, 0.3]) == 1)
    #expect(rule.answer(to: [0.4, 0.4, 0.2]) == 0)
    #expect(rule.calibrated([0.25, 0.75], classCount: 2) == [0.25, 0.75])
  }

  @Test func aClassWithAThresholdIsTakenFromThereOnAndNeverBelow() {
    var rule = DecisionRule()
    rule.threshold = .init(label: 2, probability: 0.3)
    #expect(rule.answer(to: [0.6, 0.1, 0.3]) == 2)
    #expect(rule.answer(to: [0.6, 0.15, 0.25]) == 0)
    rule.threshold = .init(label: 2, probability: 0.9)
    #expect(rule.answer(to: [0.1, 0.2, 0.7]) == 1)
  }

  @Test func whatIsTooUnsureIsNotAnswered() {
    var rule = DecisionRule()
    rule.leastConfidence = 0.5
    #expect(rule.answer(to: [0.49, 0.26, 0.25]) == nil)
    #expect(rule.answer(to: [0.5, 0.25, 0.25]) == 0)
  }

  @Test func rowsAreCalibratedAsPredictionsAre() throws {
    let predictions = try Self.predictions()
    var scaled = DecisionRule()
    scaled.temperature = TemperatureScaling(fittedTo: predictions)
    var moved = DecisionRule()
    moved.vector = VectorScaling(fittedTo: predictions)
    for rule in [scaled, moved] {
      let rows = rule.calibrated(predictions.probabilities.map { Float($0) }, classCount: 3)
      for (found, wanted) in zip(rows, rule.calibrated(predictions).probabilities) {
        #expect(abs(Double(found) - wanted) < 1e-6)
      }
    }
  }

  @Test func aRuleMustHoldNumbersAndFitTheModelsClasses() {
    var rule = DecisionRule()
    rule.leastConfidence = .nan
    #expect(!rule.isValid(classCount: 2))
    rule.leastConfidence = 0.4
    rule.threshold = .init(label: 2, probability: 0.4)
    #expect(!rule.isValid(classCount: 2) && rule.isValid(classCount: 3))
  }

  @Test func whatIsNotFiniteStaysForOthersToFind() throws {
    var rule = DecisionRule()
    rule.temperature = TemperatureScaling(fittedTo: try Self.predictions())
    let rows = rule.calibrated([.nan, 0.5, 0.5], classCount: 3)
    #expect(rows[0].isNaN && rows[1...] == [0.5, 0.5])
  }
}
