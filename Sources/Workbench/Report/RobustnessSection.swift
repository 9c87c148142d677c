import Images

/// What changed pictures cost.
struct RobustnessSection {
  private let robustness: Robustness

  /// - Returns: `nil` where nobody asked.
  init?(_ result: Evaluate.Result) {
    guard let robustness = result.robustness else { return nil }
    self.robustness = robustness
  }

  var chart: ReportCharts.Changes {
    ReportCharts.Changes(accuracy: robustness.accuracy, changes: robustness.changes)
  }

  var section: ReportSection {
    let table = ReportTable(
      "The changes in numbers",
      ["change", "accuracy", "95 % interval", "points against the pictures as they are", "p"],
      robustness.changes.flatMap(\.levels).map { level in
        [
          .text(level.words), .share(level.accuracy),
          .number(level.interval.map(Figure.percent).joined(separator: " to ")),
          .number(Figure.points(level.difference)), .number(Figure.of(level.pValue)),
        ]
      })
    let sentence = robustness.sentence
    let part =
      robustness.pictures < robustness.available
      ? "\(Figure.grouped(robustness.pictures)) of the \(Figure.grouped(robustness.available)) pictures, taken evenly "
        + "over the classes," : "All pictures"
    return ReportSection(
      "robustness", "What changed pictures cost",
      note:
        "\(part) were changed in one way at a time, at growing strength from left to right; the line across is the "
        + "accuracy on the same pictures as they are. Bars are 95 % intervals (Wilson). p is McNemar’s (mid-p), each "
        + "level by itself. What is drawn at random (a direction, a place) is the same for every model. "
        + "What geometry leaves empty is filled with the picture’s mirror image. RandAugment and AugMix draw the same "
        + "operations at every level and turn them up; \(leftOut), which draws its strength itself, has no levels and is "
        + "left out.",
      body: """
        <p>\(Markup.escaped(sentence.prefix(1).uppercased() + sentence.dropFirst())).</p>
        <div class="multiples">\(multiples)</div>
        \(table.folded("The changes in numbers"))
        """)
  }

  private var leftOut: String {
    RobustnessProbe.leftOut.map { DrawnOperation($0).words }.joined(separator: ", ")
  }

  /// A small chart for each change.
  private var multiples: String {
    robustness.changes.enumerated().map { place, change in
      let name = Markup.escaped(change.name.prefix(1).uppercased() + change.name.dropFirst())
      return """
        <div><h3>\(name)</h3><div class="chart" data-chart="robustness" data-part="\(place)" \
        aria-label="Accuracy under \(Markup.escaped(change.name)) at growing strength"></div></div>
        """
    }.joined(separator: "\n")
  }
}
