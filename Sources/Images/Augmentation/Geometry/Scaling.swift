extension OperationRule {
  /// Larger for factors above 1, around the view's middle.
  static let scale = OperationRule(
    [OperationParameter("factor", .factor, 0.1...10, neutral: 1)],
    .map { values, _, _ in .scaling(x: 1 / values[0], y: 1 / values[0]) },
    words: { "scaled ×\($0[0].said)" })

  /// Wider and higher by factors of their own.
  static let stretch = OperationRule(
    [
      OperationParameter("x", .factor, 0.1...10, neutral: 1, usual: ValueRange(1)),
      OperationParameter("y", .factor, 0.1...10, neutral: 1, usual: ValueRange(1)),
    ],
    .map { values, _, _ in .scaling(x: 1 / values[0], y: 1 / values[1]) },
    words: { "stretched ×\($0[0].said) across, ×\($0[1].said) down" })
}
