/// Whether more pictures would help.
struct LearningCurveSection {
  private let curve: LearningCurve

  /// - Returns: `nil` where no learning curve was asked for.
  init?(_ result: CrossValidate.Result) {
    guard let curve = result.learningCurve else { return nil }
    self.curve = curve
  }

  /// Points on the line of the curve.
  private static let fittedCount = 60

  var chart: ReportCharts.GrowingTraining {
    let sizes = curve.points.map { Double($0.pictures) }
    let (first, last) = (sizes.first ?? 1, 2 * (sizes.last ?? 1))
    return ReportCharts.GrowingTraining(
      points: curve.points.map {
        ReportCharts.GrowingTraining.Point(
          pictures: $0.pictures, accuracy: $0.accuracy, low: $0.interval.map { Figure.cut($0[0]) },
          high: $0.interval.map { Figure.cut($0[1]) })
      },
      fitted: curve.fit.map { fit in
        (0..<Self.fittedCount).map { place in
          let size = first + (last - first) * Double(place) / Double(Self.fittedCount - 1)
          return ReportCharts.GrowingTraining.Point(
            pictures: Int(size.rounded()), accuracy: fit.value(at: size.rounded()), low: nil,
            high: nil)
        }
      } ?? [])
  }

  var section: ReportSection {
    let table = ReportTable(
      "The learning curve in numbers",
      ["share of the training part", "training pictures", "accuracy", "95 % interval"],
      curve.points.map { point in
        [
          .text("\(Int((point.share * 100).rounded())) %"),
          .number(Figure.grouped(point.pictures)), .share(point.accuracy),
          point.interval.map { .number(Figure.interval($0[0], $0[1])) }
            ?? .undefined("one fold, or all folds gave the same"),
        ]
      })
    let sentence = curve.sentence
    return ReportSection(
      "learning-curve", "Would more pictures help?",
      note:
        "Every fold was fitted once more on growing stratified parts of its training pictures, each inside the next, and "
        + "judged on its own pictures; the recipe stayed the same, with as many epochs. Bars are 95 % intervals, corrected "
        + "for training pictures that folds share (Nadeau and Bengio). A line, where there is one, is the power law "
        + "nearest to the points; beyond the last point nobody has looked."
        + (Figure.cutOffSentence(curve.points.map(\.interval)).map {
          " \($0.prefix(1).uppercased() + $0.dropFirst())."
        } ?? "")
        + (curve.skippedWords.map { " \($0.prefix(1).uppercased() + $0.dropFirst())." } ?? ""),
      body: """
        <p>\(Markup.escaped(sentence.prefix(1).uppercased() + sentence.dropFirst())).</p>
        <div class="chart" data-chart="learningCurve" aria-label="Accuracy against the number of training pictures">\
        </div>
        \(table.folded("The learning curve in numbers"))
        """)
  }
}
