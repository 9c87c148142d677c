import Testing

@testable import Evaluation

@Suite struct MetricTests {
  @Test func everyMetricAgreesWithScikitLearn() throws {
    let cases = try Fixtures.metricCases()
    #expect(cases.count == 9)
    for (name, expected) in cases {
      let predictions = try Predictions(
        probabilities: expected.probabilities, labels: expected.labels,
        classCount: expected.classCount)
      let confusion = predictions.confusion
      let comment = Comment(rawValue: name)
      #expect(confusion.counts == expected.confusion, comment)
      #expect(isClose([confusion.accuracy], [expected.accuracy]), comment)
      #expect(isClose([confusion.balancedAccuracy], [expected.balancedAccuracy]), comment)
      #expect(isClose(confusion.precision, expected.precision), comment)
      #expect(isClose(confusion.recall, expected.recall), comment)
      #expect(isClose(confusion.f1, expected.f1), comment)
      #expect(confusion.support == expected.support, comment)
      #expect(isClose([confusion.macroPrecision?.value], [expected.macroPrecision]), comment)
      #expect(isClose([confusion.macroRecall?.value], [expected.macroRecall]), comment)
      #expect(isClose([confusion.macroF1?.value], [expected.macroF1]), comment)
      #expect(isClose(predictions.logLoss, expected.logLoss), comment)
    }
  }

  @Test func topAccuracyAgreesWithScikitLearnWhereProbabilitiesDiffer() throws {
    let cases = try Fixtures.metricCases().filter { $0.key.hasPrefix("random") }
    for (_, expected) in cases {
      let predictions = try Predictions(
        probabilities: expected.probabilities, labels: expected.labels,
        classCount: expected.classCount)
      for (k, value) in expected.top {
        #expect(isClose([predictions.topAccuracy(try #require(Int(k)))], [value]))
      }
      #expect(predictions.topAccuracy(1) == predictions.confusion.accuracy)
    }
  }

  @Test func equalProbabilitiesPreferTheFirstClass() throws {
    let predictions = try Predictions(
      probabilities: [0.25, 0.25, 0.25, 0.25, 0.1, 0.4, 0.4, 0.1], labels: [1, 2], classCount: 4)
    #expect(predictions.predictedLabels == [0, 1])
    #expect(predictions.topAccuracy(1) == 0)
    #expect(predictions.topAccuracy(2) == 1)
  }

  @Test func topAccuracyIsUndefinedWhereItCouldNotFail() throws {
    let predictions = try Predictions(
      probabilities: [0.2, 0.3, 0.5], labels: [0], classCount: 3)
    #expect(predictions.topAccuracy(2) == 0)
    #expect(predictions.topAccuracy(3) == nil)
    #expect(predictions.topAccuracy(5) == nil)
  }

  @Test func logLossClipsWithTheEpsilonOfItsType() throws {
    let double = try Predictions(probabilities: [1.0, 0.0], labels: [1], classCount: 2)
    let single = try Predictions(probabilities: [1, 0] as [Float], labels: [1], classCount: 2)
    #expect(isClose(double.logLoss, 36.04365338911715))
    #expect(isClose(single.logLoss, 15.942385152878742))
    let certain = try Predictions(probabilities: [1, 0] as [Float], labels: [0], classCount: 2)
    #expect(isClose(certain.logLoss, 1.192_093_0e-7))
  }

  @Test func macroMeanNamesWhatIsUndefinedAndLeavesOutWhatIsAbsent() throws {
    // Class 1 occurs and is never predicted; class 2 is predicted and does not occur; 3 is absent.
    let confusion = ConfusionMatrix(truth: [0, 0, 1], predicted: [0, 2, 0], classCount: 4)
    #expect(confusion.precision == [0.5, nil, 0, nil])
    #expect(confusion.recall == [0.5, 0, nil, nil])
    #expect(confusion.f1 == [0.5, 0, 0, nil])
    let precision = try #require(confusion.macroPrecision)
    #expect(isClose(precision.value, 0.5 / 3))
    #expect(precision.undefinedClasses == [1])
    #expect(precision.absentClasses == [3])
    let recall = try #require(confusion.macroRecall)
    #expect(isClose(recall.value, 0.5 / 3))
    #expect(recall.undefinedClasses == [2])
    #expect(confusion.macroF1?.undefinedClasses == [])
    #expect(confusion.balancedAccuracy == 0.25)
  }

  @Test func nothingIsDefinedWithoutItems() {
    let confusion = ConfusionMatrix(truth: [], predicted: [], classCount: 2)
    #expect(confusion.accuracy == nil)
    #expect(confusion.balancedAccuracy == nil)
    #expect(confusion.macroPrecision == nil)
    #expect(confusion.macroRecall == nil)
    #expect(confusion.macroF1 == nil)
    #expect(confusion.precision == [nil, nil])
  }

  @Test func confusionCountsTruthByRowAndPredictionByColumn() {
    let confusion = ConfusionMatrix(truth: [0, 0, 1], predicted: [1, 1, 0], classCount: 2)
    #expect(confusion.counts == [[0, 2], [1, 0]])
    #expect(confusion.support == [2, 1])
    #expect(confusion.predictedCounts == [1, 2])
    #expect(confusion.correctCounts == [0, 0])
    #expect(confusion.itemCount == 3)
  }
}
