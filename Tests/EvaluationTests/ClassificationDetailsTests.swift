import Foundation
import Testing

@testable import Evaluation

@Suite struct ClassificationDetailsTests {
  private func predictions() throws -> Predictions {
    try Predictions(
      probabilities: [0.7, 0.3, 0, 0.6, 0.4, 0, 0.1, 0.9, 0], labels: [0, 1, 1], classCount: 3)
  }

  @Test func gathersEveryMetric() throws {
    let predictions = try predictions()
    let details = ClassificationDetails(of: predictions, classes: ["cat", "dog", "owl"])
    let confusion = predictions.confusion
    #expect(details.microPrecision == confusion.microPrecision)
    #expect(details.microRecall == confusion.microRecall)
    #expect(details.microF1 == confusion.microF1)
    #expect(details.weightedPrecision == confusion.weightedPrecision)
    #expect(details.weightedRecall == confusion.weightedRecall)
    #expect(details.weightedF1 == confusion.weightedF1)
    #expect(details.matthewsCorrelation == confusion.matthewsCorrelation)
    #expect(details.cohenKappa == confusion.cohenKappa)
    #expect(details.macroAreaUnderROC == predictions.macroAreaUnderROC)
    #expect(details.weightedAreaUnderROC == predictions.weightedAreaUnderROC)
    #expect(details.meanAveragePrecision == predictions.meanAveragePrecision)
    #expect(details.brierScore == predictions.brierScore)
    #expect(details.reliability.bins.count == 15)
    #expect(
      details.expectedCalibrationError == details.reliability.expectedCalibrationError)
    #expect(details.perClass.map(\.label) == ["cat", "dog", "owl"])
    #expect(isClose(details.perClass.map(\.prevalence), [1.0 / 3, 2.0 / 3, 0]))
    #expect(details.perClass.map(\.areaUnderROC) == predictions.areaUnderROC)
    #expect(details.perClass.map(\.averagePrecision) == predictions.averagePrecision)
  }

  @Test func survivesJSONAndWritesWhatIsUndefined() throws {
    let details = ClassificationDetails(
      of: try predictions(), classes: ["cat", "dog", "owl"], binCount: 5)
    let data = try JSONEncoder().encode(details)
    #expect(try JSONDecoder().decode(ClassificationDetails.self, from: data) == details)
    let fields = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let owl = try #require((fields["perClass"] as? [[String: Any]])?.last)
    let area = try #require(owl["areaUnderROC"] as? [String: Any])
    #expect(area["value"] is NSNull)
    #expect(area["undefined"] as? String == "classAbsent")
  }

  @Test func everyReasonIsExplained() {
    let texts = MetricValue.Reason.allCases.map(\.description)
    #expect(Set(texts).count == texts.count)
    #expect(texts.allSatisfy { $0.count > 10 })
  }
}
