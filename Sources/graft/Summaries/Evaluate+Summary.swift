import Workbench

extension Evaluate.Result: Summarized {
  /// More classes make no matrix that a terminal holds.
  private static let largestMatrix = 20

  var summary: String {
    var lines = classLines + [""]
    if classes.count <= Self.largestMatrix { lines += confusionLines + [""] }
    lines.append(
      "accuracy \(Figure.percent(metrics.accuracy)) (95 % interval "
        + "\(Figure.percent(interval.low)) to \(Figure.percent(interval.high)), Wilson)"
        + (top5Accuracy.map { ", among the first five \(Figure.percent($0))" } ?? ""))
    lines.append(
      "balanced accuracy \(Figure.percent(metrics.balancedAccuracy)), macro F1 "
        + "\(Figure.percent(metrics.macroF1)), log loss \(Figure.of(metrics.logLoss))")
    if let sentence = bootstrap?.sentence { lines.append(sentence) }
    if let answering {
      lines.append(
        "by its own rule it answers \(Figure.percent(answering.coverage)) and is right in "
          + (answering.accuracy.map(Figure.percent) ?? "none") + " of these")
    }
    lines += (baselines ?? []).map { $0.sentence("the model") }
    if let testTimeAugmentation { lines.append(testTimeAugmentation.sentence) }
    if let robustness { lines += robustnessLines(robustness) }
    let judged = part == .test ? "the folder test" : "all of the data"
    lines.append("\(images) images (\(judged))" + (skipped > 0 ? ", \(skipped) left out" : ""))
    if let output { lines.append("results: \(output)") }
    return lines.joined(separator: "\n")
  }

  private var classLines: [String] {
    var table = TextTable([
      ("class", .left), ("precision", .right), ("recall", .right), ("F1", .right),
      ("images", .right),
    ])
    func figure(_ value: Double?) -> String { value.map(Figure.of) ?? "–" }
    // Of a thousand published classes those of the data are of interest.
    let shown = perClass.filter { $0.support > 0 || classes.count <= Self.largestMatrix }
    for scores in shown {
      table.append([
        scores.label, figure(scores.precision), figure(scores.recall), figure(scores.f1),
        "\(scores.support)",
      ])
    }
    return table.lines
  }

  private func robustnessLines(_ robustness: Robustness) -> [String] {
    var table = TextTable([
      ("change", .left), ("accuracy", .right), ("95 % interval", .right), ("points", .right),
    ])
    for level in robustness.changes.flatMap(\.levels) {
      table.append([
        level.words, Figure.percent(level.accuracy),
        level.interval.map(Figure.percent).joined(separator: " to "),
        Figure.points(level.difference),
      ])
    }
    return [""] + table.lines + [""] + [robustness.sentence]
  }

  private var confusionLines: [String] {
    var table = TextTable(
      [("is \\ taken for", .left)] + classes.map { ($0, TextTable.Alignment.right) })
    for (label, counts) in zip(classes, confusion) {
      table.append([label] + counts.map { $0 == 0 ? "·" : "\($0)" })
    }
    return table.lines
  }
}
