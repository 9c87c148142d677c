/// How much the figures of a recipe vary from fold to fold.
struct FoldsSection {
  private let result: CrossValidate.Result

  init(_ result: CrossValidate.Result) {
    self.result = result
  }

  private typealias Fold = CrossValidationSummary.Fold

  private static let metrics: [(name: String, value: @Sendable (Fold) -> Double)] = [
    ("accuracy", { $0.accuracy }), ("balanced accuracy", { $0.balancedAccuracy }),
    ("macro F1", { $0.macroF1 }),
  ]

  var folds: ReportCharts.Folds {
    let interval = result.interval
    let means = [
      (result.mean.accuracy, interval.accuracy),
      (result.mean.balancedAccuracy, interval.balancedAccuracy),
      (result.mean.macroF1, interval.macroF1),
    ]
    return ReportCharts.Folds(
      repeats: result.folds.map(\.repeat).max() ?? 1,
      scores: Self.metrics.flatMap { metric in
        result.folds.map {
          ReportCharts.FoldScore(
            metric: metric.name, repeat: $0.repeat, fold: $0.fold, value: metric.value($0),
            items: $0.testItems)
        }
      },
      means: zip(Self.metrics, means).map { metric, mean in
        ReportCharts.FoldMean(
          metric: metric.name, mean: mean.0, low: mean.1.map { Figure.cut($0[0]) },
          high: mean.1.map { Figure.cut($0[1]) })
      })
  }

  var section: ReportSection {
    let table = ReportTable(
      "The folds in numbers",
      [
        "repeat · fold", "accuracy", "balanced accuracy", "macro F1", "log loss", "epoch",
        "training pictures", "test pictures",
      ],
      result.folds.map { fold in
        [
          .text("\(fold.repeat) · \(fold.fold)\(fold.group.map { " (\($0))" } ?? "")"),
          .number(Figure.percent(fold.accuracy)),
          .number(Figure.percent(fold.balancedAccuracy)), .number(Figure.of(fold.macroF1)),
          .number(Figure.of(fold.logLoss)), .number("\(fold.epoch)"),
          .number(Figure.grouped(fold.trainingItems)), .number(Figure.grouped(fold.testItems)),
        ]
      })
    let spread = result.standardDeviation.map {
      "The accuracy of single folds has a standard deviation of \(Figure.percent($0.accuracy)). "
    }
    let groups =
      result.grouped
      ? "Pictures that belong together were kept on one side of every split." : ""
    let interval = result.interval
    let cutOff = Figure.cutOffSentence([
      interval.accuracy, interval.balancedAccuracy, interval.macroF1,
    ]).map { " \($0.prefix(1).uppercased() + $0.dropFirst())." }
    let undefined =
      result.undefined?.sentence(inFolds: true)
      .map { " \($0.prefix(1).uppercased() + $0.dropFirst())." }
    let copies =
      result.copies.map {
        let sentence = $0.sentence
        return "<p>\(Markup.escaped(sentence.prefix(1).uppercased() + sentence.dropFirst())).</p>"
      } ?? ""
    return ReportSection(
      "folds", "Spread over the folds",
      note:
        "A point is a fold, judged on pictures that its training had not seen; the line is their mean, the band "
        + "its 95 % interval, corrected for training pictures that folds share (Nadeau and Bengio). "
        + "\(spread ?? "")\(groups)\(cutOff ?? "")"
        + (undefined ?? ""),
      body: """
        \(copies)
        <div class="chart" data-chart="folds" aria-label="Accuracy, balanced accuracy and macro F1 of every fold">\
        </div>
        \(table.folded("The folds in numbers"))
        """)
  }
}
