/// What is simpler, and whether the model beats it.
struct BaselinesSection {
  private let baselines: [Baseline]
  private let accuracy: Double
  private let subject: String
  private let note: String

  private init(_ baselines: [Baseline], accuracy: Double, subject: String, note: String) {
    self.baselines = baselines
    self.accuracy = accuracy
    self.subject = subject
    self.note = note
  }

  init(_ result: CrossValidate.Result) {
    self.init(
      result.baselines ?? [], accuracy: result.mean.accuracy, subject: "this recipe",
      note: result.baselines == nil
        ? Self.notJudged
        : "In the same folds, on the pretrained backbone’s features. Differences in points, each by itself, with the "
          + "interval and the test corrected for training pictures that folds share (Nadeau and Bengio)."
    )
  }

  /// - Returns: `nil` where nothing was judged.
  init?(_ result: Train.Result) {
    guard let metrics = result.metrics else { return nil }
    let flattered =
      result.interval == nil
      ? " The model’s epoch was chosen on these pictures, the baselines chose nothing: that flatters the model."
      : ""
    self.init(
      result.baselines ?? [], accuracy: metrics.accuracy, subject: "this model",
      note: result.baselines == nil
        ? Self.notJudged
        : "Fitted to the pretrained backbone’s features of the training part, judged on the same pictures as the model."
          + "\(flattered) Differences in points, each by itself; the interval draws pictures with replacement, the test "
          + "is McNemar’s (mid-p). Both speak of these fitted models, not of other trainings.")
  }

  /// Baselines learn from training pictures, of which an evaluation has none.
  init(_ result: Evaluate.Result) {
    let most = result.perClass.max { $0.support < $1.support }
    let share = Double(most?.support ?? 0) / Double(max(result.images, 1))
    self.init(
      [], accuracy: result.metrics.accuracy, subject: "this model",
      note:
        "An evaluation does not know: what is simpler has to learn from the training pictures, which are not here "
        + "(graft train and graft crossval judge it with --baselines). The most frequent class, "
        + "\(most?.label ?? "none"), has \(Figure.percent(share)) of these pictures: a model that recognizes fewer has learned "
        + "nothing that helps here.")
  }

  private static let notJudged =
    "Not judged here: --baselines judges the most frequent class, the nearest neighbours and a logistic regression on the "
    + "pretrained backbone’s features on the same pictures."

  var section: ReportSection {
    ReportSection(
      "baselines", "Does it beat what is simpler?", note: note,
      body: baselines.isEmpty ? "" : table.markup)
  }

  private var table: ReportTable {
    ReportTable(
      "Baselines on the pretrained backbone’s features",
      ["classifier", "accuracy", "\(subject) against it", "95 % interval", "p"],
      [[.text(subject), .share(accuracy), .number(""), .number(""), .number("")]]
        + baselines.map(Self.row))
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
