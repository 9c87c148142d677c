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
        : "\(Self.folds(result)), on the features of the backbone before training. Differences in points, each by itself, "
          + "with the interval and the test corrected for training pictures that folds share (Nadeau and Bengio)."
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
        : "Fitted to the training part by the features of the backbone before training, judged on the same pictures as "
          + "the model.\(flattered) \(Self.onePart)")
  }

  /// Baselines learn from training pictures, which an evaluation has to be given.
  init(_ result: Evaluate.Result) {
    if let baselines = result.baselines, let training = result.baselineTraining {
      let copies =
        training.copies == 0
        ? ""
        : " \(Figure.grouped(training.copies)) of the judged pictures are also among these: that flatters the nearest "
          + "neighbours, and the model\(training.isKnown ? "" : " if it was trained on them")."
      let known =
        training.isKnown
        ? "They are those that the model’s run trained on."
        : "The comparison is fair if the model was trained on just those."
      self.init(
        baselines, accuracy: result.metrics.accuracy, subject: "this model",
        note:
          "Fitted to the \(Figure.grouped(training.images)) pictures of \(training.data) by the features of the backbone "
          + "before training, judged on the same pictures as the model. \(known)\(copies) \(Self.onePart)"
      )
      return
    }
    let most = result.perClass.max { $0.support < $1.support }
    let share = Double(most?.support ?? 0) / Double(max(result.images, 1))
    self.init(
      [], accuracy: result.metrics.accuracy, subject: "this model",
      note:
        "Not judged here: what is simpler has to learn from the pictures that the model was trained on. Those of its run are "
        + "taken where they are still there, unless --no-baselines; graft evaluate --baselines FOLDER names others. The most "
        + "frequent class, \(most?.label ?? "none"), has \(Figure.percent(share)) of these pictures: a model that recognizes "
        + "fewer has learned nothing that helps here.")
  }

  /// How baselines are compared on one set of pictures.
  private static let onePart =
    "Differences in points, each by itself; the interval draws pictures with replacement, the test is McNemar’s (mid-p). "
    + "Both speak of these fitted models, not of other trainings."

  private static let notJudged =
    "Not judged here. Without --no-baselines the most frequent class, the nearest neighbours and a logistic regression on "
    + "the features of the backbone before training are judged on the same pictures."

  private static func folds(_ result: CrossValidate.Result) -> String {
    guard let judged = result.baselines?.first?.folds, judged < result.folds.count else {
      return "In the same folds"
    }
    return
      "In the first \(judged) of the \(result.folds.count) folds (--baselines judges them in all)"
  }

  var section: ReportSection {
    ReportSection(
      "baselines", "Does it beat what is simpler?", note: note,
      body: baselines.isEmpty ? "" : table.markup)
  }

  private var table: ReportTable {
    ReportTable(
      "Baselines on the features of the backbone before training",
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
