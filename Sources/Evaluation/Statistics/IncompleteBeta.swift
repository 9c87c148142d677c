import Glibc

/// The regularized incomplete beta function.
public enum IncompleteBeta {
  /// `Iₓ(a, b) = B(x; a, b) / B(a, b)`.
  /// - Parameters:
  ///   - x: In `[0, 1]`; others trap.
  ///   - a, b: Positive; others trap.
  /// - Source: The continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions,
  ///   evaluated by Lentz's method (Thompson and Barnett, 1986).
  public static func regularized(_ x: Double, a: Double, b: Double) -> Double {
    precondition(x >= 0 && x <= 1 && a > 0 && b > 0, "the incomplete beta function's domain")
    if x == 0 || x == 1 { return x }
    // The fraction converges fast below the mean; above it the symmetry leads there.
    if x > (a + 1) / (a + b + 2) { return 1 - regularized(1 - x, a: b, b: a) }
    let logarithm =
      lgamma(a + b).0 - lgamma(a).0 - lgamma(b).0 + a * log(x) + b * log1p(-x)
    return exp(logarithm) * continuedFraction(x, a: a, b: b) / a
  }

  private static func continuedFraction(_ x: Double, a: Double, b: Double) -> Double {
    // A zero denominator is replaced by a tiny one, which the next step undoes.
    func away(_ value: Double) -> Double { value.magnitude < 1e-300 ? 1e-300 : value }
    var numerator = 1.0
    var denominator = 1 / away(1 - (a + b) * x / (a + 1))
    var result = denominator
    // Terms needed grow with the root of the larger parameter; this is enough for 10¹⁰.
    for step in 1...200_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      denominator = 1 / away(1 + even * denominator)
      numerator = away(1 + even / numerator)
      result *= numerator * denominator
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      denominator = 1 / away(1 + odd * denominator)
      numerator = away(1 + odd / numerator)
      let change = numerator * denominator
      result *= change
      if (change - 1).magnitude < 1e-16 { break }
    }
    return result
  }
}
