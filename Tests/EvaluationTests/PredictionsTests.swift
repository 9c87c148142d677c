import Testing

@testable import Evaluation

@Suite struct PredictionsTests {
  @Test(arguments: [
    ([0.5, 0.5] as [Double], [] as [Int], 2, EvaluationError.noItems),
    ([], [0], 0, .noItems),
    ([0.5, 0.5, 1], [0], 2, .countMismatch(items: 1, classes: 2, probabilities: 3)),
    ([0.5, 0.5], [2], 2, .labelOutOfRange(item: 0, label: 2, classes: 2)),
    ([0.5, 0.5, 1, 0], [0, -1], 2, .labelOutOfRange(item: 1, label: -1, classes: 2)),
    ([3, -2], [0], 2, .notAProbability(item: 0, class: 0, value: 3)),
    ([-0.1, 1.1], [0], 2, .notAProbability(item: 0, class: 0, value: -0.1)),
    ([0.5, 0.5, 0, .infinity], [0, 0], 2, .notAProbability(item: 1, class: 1, value: .infinity)),
    ([0.5, 0.6], [0], 2, .rowDoesNotSumToOne(item: 0, sum: 1.1)),
    ([0.25, 0.25], [0], 2, .rowDoesNotSumToOne(item: 0, sum: 0.5)),
  ])
  func refusesWhatIsNoDistribution(
    probabilities: [Double], labels: [Int], classCount: Int, expected: EvaluationError
  ) {
    #expect(throws: expected) {
      try Predictions(probabilities: probabilities, labels: labels, classCount: classCount)
    }
  }

  @Test func refusesNotANumberAndSaysTheModelDiverged() {
    #expect {
      try Predictions(probabilities: [Double.nan, 1], labels: [0], classCount: 2)
    } throws: { error in
      "\(error)".contains("item 0, class 0") && "\(error)".contains("diverged")
    }
  }

  @Test func acceptsTheRoundingOfSinglePrecision() throws {
    let third: Float = 1 / 3
    let predictions = try Predictions(
      probabilities: [third, third, third, 1.000_000_1, 0, 0], labels: [0, 1], classCount: 3)
    #expect(predictions.itemCount == 2)
    #expect(predictions.epsilon == 0x1p-23)
  }
}
