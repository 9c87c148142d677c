import Workbench

extension Predict.Result: Summarized {
  var summary: String {
    var table = TextTable(alignments: [.left, .left, .right])
    for prediction in predictions {
      for (place, candidate) in prediction.top.enumerated() {
        table.append([
          place == 0 ? prediction.path : "", candidate.label,
          Figure.percent(Double(candidate.probability)),
        ])
      }
      // Told only where it is not what stands above.
      if prediction.answer != prediction.label {
        table.append(["", prediction.answer.map { "answer: \($0)" } ?? "no answer: too unsure", ""])
      }
    }
    return table.lines.joined(separator: "\n")
  }
}

extension Embed.Result: Summarized {
  var summary: String {
    "\(output): \(images) images × \(features) features (\(node))\n\(table): paths and labels"
      + (skipped > 0 ? "\n\(skipped) left out" : "")
  }
}
