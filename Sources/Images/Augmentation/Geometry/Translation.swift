extension OperationRule {
  /// Moved to the right and down.
  static let translate = OperationRule(
    [
      OperationParameter("x", .fractionOfSide, -1...1, neutral: 0, usual: ValueRange(0)),
      OperationParameter("y", .fractionOfSide, -1...1, neutral: 0, usual: ValueRange(0)),
    ],
    .map { values, _, frame in
      .translation(x: -values[0] * frame.width, y: -values[1] * frame.height)
    },
    words: { values in
      let across = values[0] < 0 ? "left" : "right"
      let down = values[1] < 0 ? "up" : "down"
      let parts = zip(values, [across, down]).filter { abs($0.0) >= 0.005 }
        .map { "\(abs($0.0).saidPercent) \($0.1)" }
      return parts.isEmpty ? "not moved" : "moved " + parts.joined(separator: ", ")
    })
}
