import Foundation
import Testing

@testable import Evaluation

@Suite struct ClassificationReportTests {
  private func report() throws -> ClassificationReport {
    let predictions = try Predictions(
      probabilities: [0.7, 0.3, 0, 0.6, 0.4, 0, 0.1, 0.9, 0], labels: [0, 1, 1], classCount: 3)
    return ClassificationReport(of: predictions, classes: ["cat", "dog", "owl"])
  }

  @Test func gathersEveryMetric() throws {
    let report = try report()
    #expect(report.itemCount == 3)
    #expect(isClose(report.accuracy, 2.0 / 3))
    #expect(report.accuracyInterval == Interval.wilson(successes: 2, trials: 3))
    #expect(report.top5Accuracy == nil)
    #expect(report.balancedAccuracy == 0.75)
    #expect(report.macroPrecision.value == 0.75)
    #expect(report.macroRecall.value == 0.75)
    #expect(isClose(report.macroF1.value, 2.0 / 3))
    #expect(report.macroF1.absentClasses == [2])
    #expect(isClose(report.logLoss, -log(0.7 * 0.4 * 0.9) / 3))
    #expect(report.confusion.counts == [[1, 0, 0], [1, 1, 0], [0, 0, 0]])
    #expect(report.perClass.map(\.label) == ["cat", "dog", "owl"])
    #expect(report.perClass.map(\.support) == [1, 2, 0])
    #expect(report.perClass.map(\.precision) == [0.5, 1, nil])
    #expect(report.perClass.map(\.recall) == [1, 0.5, nil])
    #expect(isClose(report.perClass.map(\.f1), [2.0 / 3, 2.0 / 3, nil]))
  }

  @Test func survivesJSON() throws {
    let report = try report()
    let data = try JSONEncoder().encode(report)
    #expect(try JSONDecoder().decode(ClassificationReport.self, from: data) == report)
  }

  @Test func topFiveAppearsWithSixClasses() throws {
    let predictions = try Predictions(
      probabilities: [0.3, 0.2, 0.2, 0.1, 0.1, 0.1], labels: [5], classCount: 6)
    let report = ClassificationReport(of: predictions, classes: ["a", "b", "c", "d", "e", "f"])
    #expect(report.top5Accuracy == 0)
  }
}
