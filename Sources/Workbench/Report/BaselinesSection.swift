/// What is simpler, and whether the head beats it.
struct BaselinesSection {
  private let result: CrossValidate.Result

  /// - Returns: `nil` where no baselines were asked for.
  init?(_ result: CrossValidate.Result) {
    guard result.baselines != nil else { return nil }
    self.result = result
  }

  var section: ReportSection {
    let table = ReportTable(
      "Baselines on the frozen features",
      ["classifier", "accuracy", "the head against it", "95 % interval", "p"],
      [[.text("this head"), .share(result.mean.accuracy), .number(""), .number(""), .number("")]]
        + (result.baselines ?? []).map(Self.row))
    return ReportSection(
      "baselines", "Does it beat what is simpler?",
      note:
        "In the same folds, on the frozen backbone's features. Differences in points, each by itself, with the "
        + "interval and the test corrected for training pictures that folds share (Nadeau and Bengio).",
      body: table.markup)
  }

  private static func row(_ baseline: Baseline) -> [ReportTable.Cell] {
    let reason = "every fold gave the same difference"
    return [
      .text(baseline.name.words), .share(baseline.accuracy),
      .number(Figure.points(baseline.difference)),
      baseline.interval.map {
        .number("\(Figure.points($0[0])) to \(Figure.points($0[1]))")
      } ?? .undefined(reason),
      baseline.pValue.map { .number(Figure.of($0)) } ?? .undefined(reason),
    ]
  }
}
