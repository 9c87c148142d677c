import Evaluation

/// The figures of all judgments of a run.
struct ReportEvidence {
  let classes: [String]
  let pictureCount: Int
  let report: ClassificationReport
  let details: ClassificationDetails
  /// The run's four figures: with folds their means.
  let metrics: Metrics
  /// With folds their means, too.
  let macroPrecision: Double
  let macroRecall: Double

  /// `nil` if nothing was judged.
  init?(_ subject: ReportSubject, _ judged: JudgedPictures?) {
    guard let judged else { return nil }
    let predictions = judged.predictions
    pictureCount = judged.pictures.count
    classes = subject.classes
    report = ClassificationReport(of: predictions, classes: classes)
    details = ClassificationDetails(of: predictions, classes: classes)
    if case .crossValidation(let result, _) = subject {
      metrics = result.mean
      macroPrecision = result.macroPrecision
      macroRecall = result.macroRecall
    } else {
      metrics = Metrics(report)
      macroPrecision = report.macroPrecision.value
      macroRecall = report.macroRecall.value
    }
  }

  /// The classes at these positions.
  func names(_ indexes: [Int]) -> String { indexes.map { classes[$0] }.joined(separator: ", ") }
}
