/// Student's t distribution.
public struct StudentT: Sendable, Equatable {
  /// 1 or more, not necessarily whole.
  public let degreesOfFreedom: Double

  /// - Parameter degreesOfFreedom: 1 or more, finite; others trap.
  public init(degreesOfFreedom: Double) {
    precondition(
      degreesOfFreedom >= 1 && degreesOfFreedom.isFinite, "degrees of freedom of 1 or more")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// `P(T ≤ t)`.
  public func cumulative(_ t: Double) -> Double {
    t <= 0 ? lowerTail(-t) : 1 - lowerTail(t)
  }

  /// The `t` with `P(T ≤ t) = probability`, to a relative 1e-8 for up to 10,000 degrees of freedom.
  /// - Parameter probability: In `(0, 1)`; others trap.
  public func quantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a quantile needs a probability in (0, 1)")
    // The lower tail, where the probability keeps its digits; the other one by symmetry.
    guard probability <= 0.5 else { return -quantile(1 - probability) }
    if probability == 0.5 { return 0 }
    var high = 1.0
    while lowerTail(high) > probability, high < 1e300 { high *= 2 }
    return -Bisection.root(low: 0, high: high) { lowerTail($0) <= probability }
  }

  /// `P(T ≤ −t)` for `t` of 0 or more.
  private func lowerTail(_ t: Double) -> Double {
    let x = degreesOfFreedom / (degreesOfFreedom + t * t)
    return IncompleteBeta.regularized(x, a: degreesOfFreedom / 2, b: 0.5) / 2
  }
}
