import Glibc

/// The normal distribution with mean 0 and standard deviation 1.
public enum StandardNormal {
  /// `P(X ≤ x)`.
  public static func cumulative(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

  /// The `x` with `P(X ≤ x) = probability`.
  /// - Parameter probability: In `(0, 1)`; others trap.
  public static func quantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a quantile needs a probability in (0, 1)")
    // The lower tail, where the probability keeps its digits; the other one by symmetry.
    guard probability <= 0.5 else { return -quantile(1 - probability) }
    return Bisection.root(low: -40, high: 0) { cumulative($0) >= probability }
  }
}
