import Foundation
import Testing

@testable import Evaluation

@Suite struct CalibrationTests {
  private func predictions(_ expected: Fixtures.CalibrationCase) throws -> Predictions {
    try Predictions(
      probabilities: expected.probabilities, labels: expected.labels,
      classCount: expected.classCount)
  }

  @Test func temperatureAgreesWithSciPy() throws {
    let cases = try Fixtures.calibrationCases().filter { $0.value.temperature != nil }
    #expect(cases.count == 3)
    for (name, expected) in cases {
      let reference = try #require(expected.temperature)
      let predictions = try predictions(expected)
      let scaling = TemperatureScaling(fittedTo: predictions)
      let comment = Comment(rawValue: name)
      #expect(isClose(scaling.temperature, reference.temperature, tolerance: 1e-10), comment)
      #expect(scaling.outcome == .found, comment)
      #expect(isClose(predictions.logLoss, reference.before, tolerance: 1e-10), comment)
      let calibrated = scaling.calibrated(predictions)
      #expect(isClose(calibrated.logLoss, reference.after, tolerance: 1e-10), comment)
      #expect(calibrated.predictedLabels == predictions.predictedLabels, comment)
    }
  }

  @Test func vectorScalingAgreesWithSciPy() throws {
    for (name, expected) in try Fixtures.calibrationCases() {
      guard let reference = expected.vector else { continue }
      let predictions = try predictions(expected)
      let scaling = VectorScaling(fittedTo: predictions, penalty: 1e-3)
      let comment = Comment(rawValue: name)
      #expect(scaling.isConverged, comment)
      #expect(isClose(scaling.weights, reference.weights, tolerance: 1e-6), comment)
      #expect(isClose(scaling.biases, reference.biases, tolerance: 1e-6), comment)
      let penalty =
        scaling.weights.reduce(0) { $0 + ($1 - 1) * ($1 - 1) }
        + scaling.biases.reduce(0) { $0 + $1 * $1 }
      let objective = scaling.calibrated(predictions).logLoss + 5e-4 * penalty
      #expect(isClose(objective, reference.objective, tolerance: 1e-12), comment)
    }
  }

  @Test func temperatureStopsWhereTheLossHasNoMinimum() throws {
    let right = try Predictions(
      probabilities: [0.9, 0.1, 0.3, 0.7], labels: [0, 1], classCount: 2)
    let coldest = TemperatureScaling(fittedTo: right)
    #expect(coldest.outcome == .atLowestTemperature)
    #expect(coldest.temperature == 0.01)
    let wrong = try Predictions(
      probabilities: [0.9, 0.1, 0.3, 0.7], labels: [1, 0], classCount: 2)
    let hottest = TemperatureScaling(fittedTo: wrong)
    #expect(hottest.outcome == .atHighestTemperature)
    #expect(hottest.temperature == 100)
    let flat = try Predictions(
      probabilities: [0.5, 0.5, 0.5, 0.5], labels: [1, 0], classCount: 2)
    let none = TemperatureScaling(fittedTo: flat)
    #expect(none.outcome == .undetermined)
    #expect(none.temperature == 1)
  }

  @Test func certainMistakesAndOneHotProbabilitiesAreCalibrated() throws {
    let certain = try Predictions(
      probabilities: [1, 0, 0, 1, 1, 0, 1, 0] as [Float], labels: [0, 1, 0, 1], classCount: 2)
    let scaling = TemperatureScaling(fittedTo: certain)
    #expect(scaling.outcome == .found)
    // Three of four right: the best single confidence is their share.
    #expect(isClose(scaling.calibrated(certain).probability(of: 0, item: 0), 0.75))
    let vector = VectorScaling(fittedTo: certain)
    #expect(vector.isConverged)
    #expect(vector.calibrated(certain).logLoss < certain.logLoss)
  }

  @Test func vectorScalingHasAMinimumWhereTheItemsAreSeparable() throws {
    let right = try Predictions(
      probabilities: [0.9, 0.1, 0.3, 0.7], labels: [0, 1], classCount: 2)
    let scaling = VectorScaling(fittedTo: right)
    #expect(scaling.isConverged)
    #expect(scaling.calibrated(right).logLoss < right.logLoss)
  }

  @Test func calibratorsSurviveJSON() throws {
    let predictions = try predictions(
      try #require(try Fixtures.calibrationCases()["too sure, 3 classes"]))
    let temperature = TemperatureScaling(fittedTo: predictions)
    let vector = VectorScaling(fittedTo: predictions)
    let first = try JSONDecoder().decode(
      TemperatureScaling.self, from: JSONEncoder().encode(temperature))
    let second = try JSONDecoder().decode(VectorScaling.self, from: JSONEncoder().encode(vector))
    #expect(first == temperature)
    #expect(second == vector)
  }
}
