import Datasets
import Foundation
import Testing
import Workers

@testable import Workbench

/// What becomes of a run whose report has a difficulty.
@Suite struct RunReportTests {
  private func report(in scratch: Scratch, reporter: any Reporter) throws -> RunReport {
    RunReport(
      in: try RunFolder(output: scratch.file("run"), name: nil, command: "evaluate"),
      of: try DatasetScan(of: scratch.file("data")).dataset, problems: [],
      workers: Workers(count: 1), reporter: reporter, cancellation: nil)
  }

  private func subject(_ scratch: Scratch) throws -> ReportSubject {
    try scratch.copy(DemoModel.data, to: "data")
    let result = try Evaluate(model: DemoModel.model, dataPath: scratch.file("data"))
      .run(output: scratch.file("judged"))
    return .evaluation(
      result,
      EvaluationConfiguration(
        model: "my model", backbone: result.backbone, dataPath: "it's here",
        pass: PassConfiguration()))
  }

  @Test func withoutItsPredictionsItIsNotWrittenAndSaysSo() throws {
    let scratch = try Scratch()
    let warnings = Warnings()
    let subject = try subject(scratch)
    try report(in: scratch, reporter: warnings).write(subject)
    #expect(!FileManager.default.fileExists(atPath: scratch.file("run/report.html")))
    #expect(warnings.texts.count == 1)
    #expect(warnings.texts[0].contains("no report.html was written"))
    #expect(warnings.texts[0].contains("predictions.csv"))
  }

  @Test func aPictureThatHasGoneSinceIsNamedWithoutItsThumbnail() throws {
    let scratch = try Scratch()
    let warnings = Warnings()
    let subject = try subject(scratch)
    let report = try report(in: scratch, reporter: warnings)
    try scratch.copy(scratch.file("judged/predictions.csv"), to: "run/predictions.csv")
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.file("data/food"))
    let gone = try #require(names.min())
    try FileManager.default.removeItem(atPath: scratch.file("data/food/" + gone))
    report.write(subject)
    #expect(warnings.texts.isEmpty)
    let page = try scratch.contents("run/report.html")
    #expect(page.contains("\"path\":\"food/\(gone)\""))
    #expect(page.components(separatedBy: "data:image/jpeg").count - 1 == 5)
    #expect(page.contains("graft evaluate &#39;my model&#39; &#39;it&#39;\\&#39;&#39;s here&#39;"))
  }
}
