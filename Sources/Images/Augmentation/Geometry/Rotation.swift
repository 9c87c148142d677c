extension OperationRule {
  /// Turned around the view's middle, counter-clockwise for angles above 0.
  static let rotate = OperationRule(
    [OperationParameter("degrees", .degrees, -360...360, neutral: 0)],
    .map { values, _, _ in .rotation(degrees: values[0]) },
    words: { "turned by \($0[0].said)°" })

  /// Turned by a multiple of 90°, for pictures without an upper side.
  static let quarterTurn = OperationRule(
    [
      OperationParameter(
        "turns", .count, 0...3, neutral: 0, usual: ValueRange(0...3), isWhole: true)
    ],
    .map { values, _, _ in .rotation(degrees: 90 * values[0].rounded()) },
    words: { "turned by \(Int($0[0].rounded()) * 90)°" })
}
