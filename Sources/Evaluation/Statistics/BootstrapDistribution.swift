import Glibc

/// What a figure was in each resample of a ``Bootstrap``.
public struct BootstrapDistribution: Sendable {
  /// An interval, or the reason why there is none.
  public enum Outcome: Sendable, Equatable {
    case interval(Interval)
    case missing(MissingReason)

    /// `nil` where there is none.
    public var interval: Interval? {
      switch self {
      case .interval(let interval): interval
      case .missing: nil
      }
    }
  }

  /// Why there is no interval.
  public enum MissingReason: String, Codable, Sendable {
    /// One group has no spread.
    case fewerThanTwoGroups
    /// Every resample gave the same: no interval of no width is claimed.
    /// ``Interval/wilson(successes:trials:level:)`` still gives one for an accuracy.
    case estimatesAreEqual
    /// More than one resample in twenty has no such figure (for example because a class is
    /// missing).
    case oftenUndefined
    /// The figure of all items lies outside of every resample's, or does not change with any item
    /// left out: bias and acceleration cannot be told. The percentile interval can.
    case correctionUndefined
    /// Groups were not left out in turn: see ``Bootstrap/distribution(leavesOut:of:)``.
    case groupsWereNotLeftOut
  }

  public static let percentileMethod = "bootstrap-percentile"
  public static let acceleratedMethod = "bootstrap-bca"

  /// Of the items themselves.
  public let estimate: Double
  /// Of the resamples that have one, from the least to the greatest.
  public let estimates: [Double]
  /// How many resamples have none.
  public let undefinedCount: Int
  /// How many groups were drawn from.
  public let groupCount: Int
  /// Of the items without each group in turn; `nil` if that was not asked for.
  let leaveOneOut: [Double?]?

  init(
    estimate: Double, estimates: [Double], undefinedCount: Int, groupCount: Int,
    leaveOneOut: [Double?]?
  ) {
    self.estimate = estimate
    self.estimates = estimates.sorted()
    self.undefinedCount = undefinedCount
    self.groupCount = groupCount
    self.leaveOneOut = leaveOneOut
  }

  /// From the `(1 − level)/2` to the `(1 + level)/2` quantile of ``estimates``.
  /// - Parameter level: In `(0, 1)`; others trap.
  public func percentileInterval(level: Double = 0.95) -> Outcome {
    if let missing { return .missing(missing) }
    return interval(
      from: (1 - level) / 2, to: (1 + level) / 2, level: level, method: Self.percentileMethod)
  }

  /// The percentile interval corrected for bias and for a spread that changes with the figure
  /// (BCa).
  ///
  /// ```
  /// α₁,₂ = Φ(z₀ + (z₀ ± z) / (1 − a·(z₀ ± z)))
  /// ```
  ///
  /// with `z₀` from the share of resamples below the estimate (equal ones count half), and `a` from
  /// leaving out each group.
  /// - Parameter level: In `(0, 1)`; others trap.
  /// - Source: Efron, "Better bootstrap confidence intervals", Journal of the American Statistical
  ///   Association 82, 1987.
  public func acceleratedInterval(level: Double = 0.95) -> Outcome {
    if let missing { return .missing(missing) }
    guard let leaveOneOut else { return .missing(.groupsWereNotLeftOut) }
    let below = estimates.count { $0 < estimate }
    let equal = estimates.count { $0 == estimate }
    let share = (Double(below) + Double(equal) / 2) / Double(estimates.count)
    guard share > 0, share < 1, let acceleration = Self.acceleration(leaveOneOut) else {
      return .missing(.correctionUndefined)
    }
    let bias = StandardNormal.quantile(share)
    let z = StandardNormal.quantile((1 + level) / 2)
    func corrected(_ z: Double) -> Double? {
      let scale = 1 - acceleration * (bias + z)
      return scale > 0 ? StandardNormal.cumulative(bias + (bias + z) / scale) : nil
    }
    guard let low = corrected(-z), let high = corrected(z) else {
      return .missing(.correctionUndefined)
    }
    return interval(from: low, to: high, level: level, method: Self.acceleratedMethod)
  }

  private var missing: MissingReason? {
    if groupCount < 2 { return .fewerThanTwoGroups }
    if undefinedCount * 20 > estimates.count + undefinedCount { return .oftenUndefined }
    return estimates.first == estimates.last ? .estimatesAreEqual : nil
  }

  /// A sixth of the skewness of the figure over the groups left out; `nil` if it does not vary, or
  /// is undefined for one.
  private static func acceleration(_ leaveOneOut: [Double?]) -> Double? {
    let values = leaveOneOut.compactMap { $0 }
    guard values.count == leaveOneOut.count else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + pow(mean - $1, 2) }
    guard squares > 0 else { return nil }
    return values.reduce(0) { $0 + pow(mean - $1, 3) } / (6 * pow(squares, 1.5))
  }

  private func interval(
    from low: Double, to high: Double, level: Double, method: String
  ) -> Outcome {
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    return .interval(
      Interval(low: quantile(low), high: quantile(high), level: level, method: method))
  }

  /// Between neighbours by straight lines (Hyndman and Fan's definition 7, as NumPy's).
  private func quantile(_ probability: Double) -> Double {
    let place = probability * Double(estimates.count - 1)
    let index = min(Int(place), estimates.count - 1)
    let next = min(index + 1, estimates.count - 1)
    return estimates[index] + (place - Double(index)) * (estimates[next] - estimates[index])
  }
}
