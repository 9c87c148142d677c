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
    words: { "moved \($0[0].saidPercent) right, \($0[1].saidPercent) down" })
}
