import Glibc

extension OperationRule {
  /// Rows moved against each other by the angle `x`, then columns by the angle `y`.
  static let shear = OperationRule(
    [
      OperationParameter("x", .degrees, -80...80, neutral: 0, usual: ValueRange(0)),
      OperationParameter("y", .degrees, -80...80, neutral: 0, usual: ValueRange(0)),
    ],
    .map { values, _, _ in
      let across = Homography([1, -tan(values[0] * .pi / 180), 0, 0, 1, 0, 0, 0, 1])
      let down = Homography([1, 0, 0, -tan(values[1] * .pi / 180), 1, 0, 0, 0, 1])
      return across * down
    },
    words: { values in
      let parts = zip(values, ["across", "down"]).filter { abs($0.0) >= 0.005 }
        .map { "\($0.0.said)° \($0.1)" }
      return parts.isEmpty ? "not sheared" : "sheared by " + parts.joined(separator: ", ")
    })
}
