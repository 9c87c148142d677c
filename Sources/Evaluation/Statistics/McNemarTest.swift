/// Whether one fitted model is better than another, by the items of one test set on which they
/// differ.
///
/// Of `n` items that exactly one model gets right, each is as likely the first's as the second's if
/// both are equally accurate: a binomial distribution with `p = ½`. It judges two fitted models; it
/// says nothing of how their training would vary, and its items must be independent of each other.
/// - Source: McNemar, "Note on the sampling error of the difference between correlated
///   proportions", Psychometrika 12, 1947; the mid-p value: Fagerland, Lydersen and Laake, "The
///   McNemar test for binary matched-pairs data", BMC Medical Research Methodology 13, 2013.
public struct McNemarTest: Codable, Sendable, Equatable {
  /// Items that only this model gets right.
  public let onlyFirst, onlySecond: Int
  /// Two-sided `min(1, 2·P(X ≤ min(onlyFirst, onlySecond)))`; never rejects too often, rather too
  /// seldom.
  public let exactPValue: Double
  /// ``exactPValue`` (before its limit of 1) less `P(X = min(onlyFirst, onlySecond))`: closer to
  /// the level that was asked for, and the one that Fagerland and others recommend.
  public let midPValue: Double

  /// - Parameter onlyFirst, onlySecond: 0 or more; less traps. Without any item on which the models
  ///   differ both p-values are 1: nothing speaks for a difference.
  public init(onlyFirst: Int, onlySecond: Int) {
    precondition(onlyFirst >= 0 && onlySecond >= 0, "counts of items")
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
    let (least, count) = (min(onlyFirst, onlySecond), onlyFirst + onlySecond)
    let tail = Self.cumulative(least, of: count)
    let point = tail - (least > 0 ? Self.cumulative(least - 1, of: count) : 0)
    exactPValue = min(1, 2 * tail)
    midPValue = min(1, 2 * tail - point)
  }

  /// - Parameters:
  ///   - first, second: Whether each model gets each item right, in the same order; another number
  ///     of them traps.
  public init(first: [Bool], second: [Bool]) {
    precondition(first.count == second.count, "both models judge every item")
    self.init(
      onlyFirst: zip(first, second).count { $0 && !$1 },
      onlySecond: zip(first, second).count { !$0 && $1 })
  }

  /// `P(X ≤ successes)` of `count` fair coins.
  private static func cumulative(_ successes: Int, of count: Int) -> Double {
    guard successes < count else { return 1 }
    return IncompleteBeta.regularized(
      0.5, a: Double(count - successes), b: Double(successes + 1))
  }
}
