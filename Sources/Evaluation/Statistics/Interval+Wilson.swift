extension Interval {
  /// The score interval of a proportion: for an accuracy on one test set.
  ///
  /// ```
  /// (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
  /// ```
  ///
  /// It lies within `[0, 1]` by its formula; only rounding is clipped. No continuity correction.
  /// - Parameters:
  ///   - successes: In `0...trials`; others trap.
  ///   - level: In `(0, 1)`; others trap.
  /// - Returns: `nil` without trials.
  /// - Source: Wilson, "Probable inference, the law of succession, and statistical inference",
  ///   Journal of the American Statistical Association 22, 1927.
  public static func wilson(successes: Int, trials: Int, level: Double = 0.95) -> Interval? {
    precondition(trials >= 0 && (0...trials).contains(successes), "successes are among the trials")
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    guard trials > 0 else { return nil }
    let count = Double(trials)
    let share = Double(successes) / count
    let z = StandardNormal.quantile((1 + level) / 2)
    let centre = share + z * z / (2 * count)
    let reach = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    let scale = 1 + z * z / count
    return Interval(
      low: successes == 0 ? 0 : max(0, (centre - reach) / scale),
      high: successes == trials ? 1 : min(1, (centre + reach) / scale),
      level: level, method: "wilson")
  }
}
