import Testing

@testable import Evaluation

@Suite struct MetricDetailTests {
  private func predictions(_ expected: Fixtures.MetricDetailCase) throws -> Predictions {
    try Predictions(
      probabilities: expected.probabilities, labels: expected.labels,
      classCount: expected.classCount)
  }

  @Test func averagesAndAgreementAgreeWithScikitLearn() throws {
    let cases = try Fixtures.metricDetails()
    #expect(cases.count == 19)
    for (name, expected) in cases {
      let confusion = try predictions(expected).confusion
      let comment = Comment(rawValue: name)
      let micro = [confusion.microPrecision, confusion.microRecall, confusion.microF1]
      #expect(isClose(micro.map(\.value), expected.micro), comment)
      let weighted = [
        confusion.weightedPrecision, confusion.weightedRecall, confusion.weightedF1,
      ]
      #expect(isClose(weighted.map { $0?.value }, expected.weighted), comment)
      #expect(isClose([confusion.matthewsCorrelation.value], [expected.matthews]), comment)
      #expect(isClose([confusion.cohenKappa.value], [expected.kappa]), comment)
    }
  }

  @Test func rankingsAgreeWithScikitLearn() throws {
    for (name, expected) in try Fixtures.metricDetails() {
      let predictions = try predictions(expected)
      let comment = Comment(rawValue: name)
      #expect(isClose(predictions.areaUnderROC.map(\.value), expected.areas), comment)
      #expect(
        isClose(predictions.averagePrecision.map(\.value), expected.averagePrecisions), comment)
      // scikit-learn has a mean only where every class has items, and there are three or more.
      guard let macro = expected.macroArea, let weighted = expected.weightedArea else { continue }
      #expect(isClose([predictions.macroAreaUnderROC.value.value], [macro]), comment)
      #expect(isClose([predictions.weightedAreaUnderROC.value.value], [weighted]), comment)
    }
  }

  @Test func probabilityScoresAgreeWithScikitLearn() throws {
    for (name, expected) in try Fixtures.metricDetails() {
      let predictions = try predictions(expected)
      let comment = Comment(rawValue: name)
      #expect(isClose(predictions.brierScore, expected.brier), comment)
      let diagram = ReliabilityDiagram(of: predictions)
      let reliability = expected.reliability
      #expect(diagram.bins.map(\.count) == reliability.counts, comment)
      let full = diagram.bins.filter { $0.count > 0 }
      #expect(isClose(full.map(\.meanConfidence), reliability.meanConfidence), comment)
      #expect(isClose(full.map(\.accuracy), reliability.accuracy), comment)
      #expect(isClose(diagram.expectedCalibrationError, reliability.expectedError), comment)
      #expect(isClose(diagram.maximumCalibrationError, reliability.maximumError), comment)
    }
  }

  @Test func whatIsUndefinedSaysWhy() throws {
    let oneClass = try Predictions(
      probabilities: [0.9, 0.1, 0.8, 0.2], labels: [0, 0], classCount: 2)
    #expect(oneClass.areaUnderROC == [.undefined(.noOtherClass), .undefined(.classAbsent)])
    #expect(oneClass.averagePrecision == [.defined(1), .undefined(.classAbsent)])
    #expect(oneClass.macroAreaUnderROC.value == .undefined(.undefinedForEveryClass))
    #expect(oneClass.macroAreaUnderROC.undefinedClasses == [0, 1])
    #expect(oneClass.meanAveragePrecision.undefinedClasses == [1])
    #expect(oneClass.confusion.matthewsCorrelation == .undefined(.truthIsConstant))
    #expect(oneClass.confusion.cohenKappa == .undefined(.agreementIsCertain))
    // Class 0 is never predicted; class 2 does not occur either, and weighs nothing.
    let constant = ConfusionMatrix(truth: [0, 1], predicted: [1, 1], classCount: 3)
    #expect(constant.matthewsCorrelation == .undefined(.predictionsAreConstant))
    #expect(constant.cohenKappa == .defined(0))
    #expect(constant.weightedPrecision?.undefinedClasses == [0])
    let nothing = ConfusionMatrix(truth: [], predicted: [], classCount: 2)
    #expect(nothing.matthewsCorrelation == .undefined(.noItems))
    #expect(nothing.cohenKappa == .undefined(.noItems))
    #expect(nothing.microF1 == .undefined(.noItems))
    #expect(nothing.weightedF1 == nil)
  }

  @Test func aMeanLeavesOutAndNamesTheUndefined() {
    let values: [MetricValue] = [.defined(0.5), .undefined(.classAbsent), .defined(1)]
    let plain = MeanOverDefined(of: values)
    #expect(plain.value == .defined(0.75))
    #expect(plain.undefinedClasses == [1])
    #expect(MeanOverDefined(of: values, weights: [3, 0, 1]).value == .defined(0.625))
  }

  @Test func binsAreClosedAbove() throws {
    let predictions = try Predictions(
      probabilities: [0.75, 0.25, 0.5, 0.5, 1, 0], labels: [0, 0, 1], classCount: 2)
    let diagram = ReliabilityDiagram(of: predictions, binCount: 4)
    #expect(diagram.bins.map(\.count) == [0, 1, 1, 1])
    #expect(diagram.bins.map(\.meanConfidence) == [nil, 0.5, 0.75, 1])
    #expect(diagram.bins.map(\.accuracy) == [nil, 1, 1, 0])
    #expect(isClose(diagram.expectedCalibrationError, (0.5 + 0.25 + 1) / 3))
    #expect(diagram.maximumCalibrationError == 1)
  }

  @Test func aConfidenceRoundedAboveOneIsInTheLastBin() throws {
    let predictions = try Predictions(
      probabilities: [1.000_000_1, 0] as [Float], labels: [0], classCount: 2)
    #expect(ReliabilityDiagram(of: predictions, binCount: 2).bins.map(\.count) == [0, 1])
  }
}
