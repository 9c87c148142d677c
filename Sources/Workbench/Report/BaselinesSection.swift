/// What is simpler, and whether the model beats it.
struct BaselinesSection {
  private let baselines: [Baseline]
  private let accuracy: Double
  private let subject: String
  private let note: String

  /// - Returns: `nil` where no baselines were asked for.
  init?(_ result: CrossValidate.Result) {
    guard let baselines = result.baselines else { return nil }
    self.baselines = baselines
    accuracy = result.mean.accuracy
    subject = "this recipe"
    note =
      "In the same folds, on the pretrained backbone's features. Differences in points, each by itself, with the "
      + "interval and the test corrected for training pictures that folds share (Nadeau and Bengio)."
  }

  /// - Returns: `nil` where no baselines were asked for, or nothing was judged.
  init?(_ result: Train.Result) {
    guard let baselines = result.baselines, let metrics = result.metrics else { return nil }
    self.baselines = baselines
    accuracy = metrics.accuracy
    subject = "this model"
    let flattered =
      result.interval == nil
      ? " The model's epoch was chosen on these pictures, the baselines chose nothing: that flatters the model."
      : ""
    note =
      "Fitted to the pretrained backbone's features of the training part, judged on the same pictures as the model."
      + "\(flattered) Differences in points, each by itself; the interval draws pictures with replacement, the test is "
      + "McNemar's (mid-p). Both speak of these fitted models, not of other trainings."
  }

  var section: ReportSection {
    let table = ReportTable(
      "Baselines on the pretrained backbone's features",
      ["classifier", "accuracy", "\(subject) against it", "95 % interval", "p"],
      [[.text(subject), .share(accuracy), .number(""), .number(""), .number("")]]
        + baselines.map(Self.row))
    return ReportSection(
      "baselines", "Does it beat what is simpler?", note: note, body: table.markup)
  }

  private static func row(_ baseline: Baseline) -> [ReportTable.Cell] {
    let reason = "every fold gave the same difference"
    let features = baseline.selectedFeatures.map {
      " on \(Figure.grouped(Int($0.rounded()))) selected features"
    }
    return [
      .text(baseline.name.words + (features ?? "")), .share(baseline.accuracy),
      .number(Figure.points(baseline.difference)),
      baseline.interval.map {
        .number("\(Figure.points($0[0])) to \(Figure.points($0[1]))")
      } ?? .undefined(reason),
      baseline.pValue.map { .number(Figure.probability($0)) } ?? .undefined(reason),
    ]
  }
}
