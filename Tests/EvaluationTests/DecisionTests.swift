import Testing

@testable import Evaluation

@Suite struct DecisionTests {
  private func predictions(_ expected: Fixtures.CalibrationCase) throws -> Predictions {
    try Predictions(
      probabilities: expected.probabilities, labels: expected.labels,
      classCount: expected.classCount)
  }

  @Test func thresholdsForAPrecisionAgreeWithScikitLearn() throws {
    for (name, expected) in try Fixtures.calibrationCases() {
      let predictions = try predictions(expected)
      for (label, reference) in expected.thresholds.enumerated() {
        for row in reference.reaching {
          let target = try #require(row[0])
          let found = DecisionThreshold.reaching(precision: target, of: label, in: predictions)
          #expect(found?.threshold == row[1], "\(name), class \(label), \(target)")
          #expect(isClose([found?.recall], [row[2]]), "\(name), class \(label), \(target)")
          if let precision = found?.precision { #expect(precision >= target) }
        }
      }
    }
  }

  @Test func thresholdsForCostsAgreeWithATrialOfAll() throws {
    for (name, expected) in try Fixtures.calibrationCases() {
      let predictions = try predictions(expected)
      for (label, reference) in expected.thresholds.enumerated() {
        for row in reference.costs {
          let (positive, negative) = (try #require(row[0]), try #require(row[1]))
          let found = DecisionThreshold.minimizing(
            falsePositive: positive, falseNegative: negative, of: label, in: predictions)
          #expect(found.threshold == row[2], "\(name), class \(label)")
          let cost =
            positive * Double(found.takenCount - found.rightCount)
            + negative * Double(found.support - found.rightCount)
          #expect(cost == row[3], "\(name), class \(label)")
        }
      }
    }
  }

  @Test func noThresholdIsAsPreciseAsNothingThatIsRight() throws {
    let predictions = try Predictions(
      probabilities: [0.4, 0.6, 0.7, 0.3], labels: [0, 0], classCount: 2)
    #expect(DecisionThreshold.reaching(precision: 0.1, of: 1, in: predictions) == nil)
    let nothing = DecisionThreshold.minimizing(
      falsePositive: 1, falseNegative: 1, of: 1, in: predictions)
    #expect(nothing.threshold == nil)
    #expect(nothing.precision == nil)
    #expect(nothing.recall == nil)
  }

  @Test func cheapestDecisionsAgreeWithNumPy() throws {
    for (name, expected) in try Fixtures.calibrationCases() {
      let predictions = try predictions(expected)
      let matrix = try CostMatrix(costs: expected.costs, abstentionCost: 0.8)
      let decisions = matrix.decisions(for: predictions).map { decision in
        if case .predict(let label) = decision { label } else { -1 }
      }
      #expect(decisions == expected.decisions, "\(name)")
      #expect(isClose(matrix.meanCost(for: predictions), expected.meanCost), "\(name)")
    }
  }

  @Test func equalCostsDecideAsTheMostProbableClass() throws {
    let predictions = try Predictions(
      probabilities: [0.4, 0.6, 0.5, 0.5], labels: [0, 0], classCount: 2)
    let matrix = try CostMatrix(costs: [[0, 1], [1, 0]])
    #expect(matrix.decisions(for: predictions) == [.predict(1), .predict(0)])
    let careful = try CostMatrix(costs: [[0, 1], [1, 0]], abstentionCost: 0.45)
    #expect(careful.decisions(for: predictions) == [.predict(1), .abstain])
    #expect(isClose(careful.meanCost(for: predictions), (1 + 0.45) / 2))
    let indifferent = try CostMatrix(costs: [[0, 1], [1, 0]], abstentionCost: 0.5)
    #expect(indifferent.decisions(for: predictions) == [.predict(1), .predict(0)])
  }

  @Test func costsMustBeASquareOfNumbers() {
    #expect(throws: EvaluationError.costsAreNotSquare(rows: 2, columns: 1)) {
      try CostMatrix(costs: [[0, 1], [1]])
    }
    #expect(throws: EvaluationError.costsAreNotSquare(rows: 0, columns: 0)) {
      try CostMatrix(costs: [])
    }
    #expect(throws: EvaluationError.costIsNotFinite(value: .infinity)) {
      try CostMatrix(costs: [[0, .infinity], [1, 0]])
    }
    #expect(throws: EvaluationError.costIsNotFinite(value: .infinity)) {
      try CostMatrix(costs: [[0]], abstentionCost: .infinity)
    }
  }

  @Test func coverageAndAccuracyAgreeWithNumPy() throws {
    for (name, expected) in try Fixtures.calibrationCases() {
      let curve = RiskCoverageCurve(of: try predictions(expected))
      #expect(curve.points.count == expected.riskCoverage.count, "\(name)")
      for (point, row) in zip(curve.points, expected.riskCoverage) {
        #expect(isClose([point.threshold, point.coverage, point.accuracy], row), "\(name)")
      }
    }
  }

  @Test func aPointOfTheCurveIsChosenByAccuracyOrCoverage() throws {
    // By confidence: right (0.9), wrong (0.8), right and right (0.7).
    let predictions = try Predictions(
      probabilities: [0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.7, 0.3], labels: [0, 1, 0, 0],
      classCount: 2)
    let curve = RiskCoverageCurve(of: predictions)
    #expect(curve.points.map(\.coverage) == [0.25, 0.5, 1])
    #expect(curve.points.map(\.accuracy) == [1, 0.5, 0.75])
    #expect(curve.point(reaching: 0.7)?.threshold == 0.7)
    #expect(curve.point(reaching: 0.9)?.threshold == 0.9)
    #expect(curve.point(keeping: 0.3)?.threshold == 0.8)
    #expect(curve.point(keeping: 1.1) == nil)
    #expect(isClose(curve.areaUnderRisk, 0.25 * 0.5 + 0.5 * 0.25))
    let wrong = try Predictions(probabilities: [0.9, 0.1], labels: [1], classCount: 2)
    #expect(RiskCoverageCurve(of: wrong).point(reaching: 0.5) == nil)
  }
}
