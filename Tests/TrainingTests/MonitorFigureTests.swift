import Evaluation
import Testing

@testable import Training

/// What a monitor asks of the validation part is what the report says of the same predictions.
@Suite struct MonitorFigureTests {
  /// Seven classes of which the last has no item, and predictions that are right now and then.
  private static let labels = [0, 0, 0, 1, 1, 2, 2, 2, 3, 4, 5, 5]
  private static let probabilities: [Float] = labels.enumerated().flatMap { item, label in
    let scores = (0..<7).map { index in
      Float((item * 31 + index * 17) % 11 + 1) + (index == label ? 5 : 0)
    }
    let sum = scores.reduce(0, +)
    return scores.map { $0 / sum }
  }

  private func predictions(
    _ probabilities: [Float] = probabilities, _ labels: [Int] = labels, classes: Int = 7
  ) throws -> Predictions {
    try Predictions(probabilities: probabilities, labels: labels, classCount: classes)
  }

  @Test func everyFigureIsThatOfTheReport() throws {
    let predictions = try predictions()
    let names = (0..<7).map { "\($0)" }
    let report = ClassificationReport(of: predictions, classes: names)
    let details = ClassificationDetails(of: predictions, classes: names)
    let expected: [Monitor: Double?] = [
      .macroPrecision: report.macroPrecision.value, .macroRecall: report.macroRecall.value,
      .microPrecision: details.microPrecision.value, .microRecall: details.microRecall.value,
      .microF1: details.microF1.value, .weightedPrecision: details.weightedPrecision.value,
      .weightedRecall: details.weightedRecall.value, .weightedF1: details.weightedF1.value,
      .top5Accuracy: report.top5Accuracy, .matthews: details.matthewsCorrelation.value,
      .kappa: details.cohenKappa.value, .areaUnderROC: details.macroAreaUnderROC.value.value,
      .weightedAreaUnderROC: details.weightedAreaUnderROC.value.value,
      .averagePrecision: details.meanAveragePrecision.value.value, .logLoss: report.logLoss,
      .brierScore: details.brierScore, .calibrationError: details.expectedCalibrationError,
    ]
    #expect(Set(expected.keys) == Set(Monitor.allCases.filter { !$0.isInEveryRecord }))
    for (monitor, value) in expected {
      let figure = try monitor.figure(
        of: predictions.confusion, probabilities: Self.probabilities, labels: Self.labels)
      #expect(figure?.value == value && value != nil, "\(monitor)")
    }
    // Figures that agree could be mistaken for each other; the micro averages and the weighted recall are one by
    // definition.
    #expect(Set(expected.values).count >= expected.count - 3)
    for monitor in Monitor.allCases where monitor.isInEveryRecord {
      #expect(
        try monitor.figure(
          of: predictions.confusion, probabilities: Self.probabilities, labels: Self.labels)
          == nil)
    }
  }

  @Test func whatIsUndefinedSaysWhy() throws {
    let probabilities: [Float] = [0.9, 0.1, 0.8, 0.2]
    func figure(_ monitor: Monitor, _ labels: [Int]) throws -> MetricValue? {
      try monitor.figure(
        of: predictions(probabilities, labels, classes: 2).confusion,
        probabilities: probabilities, labels: labels)
    }
    #expect(try figure(.matthews, [0, 1]) == .undefined(.predictionsAreConstant))
    #expect(try figure(.kappa, [0, 0]) == .undefined(.agreementIsCertain))
    #expect(try figure(.areaUnderROC, [0, 0]) == .undefined(.undefinedForEveryClass))
    #expect(try figure(.top5Accuracy, [0, 1]) == .undefined(.tooFewClasses))
    #expect(!Monitor.top5Accuracy.isMeaningful(classes: 5))
    #expect(Monitor.allCases.allSatisfy { $0.isMeaningful(classes: 6) })
  }
}
