import Glibc

/// How accuracy grows with the number of items that a recipe learns from.
///
/// ```
/// accuracy(n) = limit − amplitude · n^(−exponent)
/// ```
///
/// - Source: Cortes et al., "Learning curves: asymptotic values and rate of convergence", NIPS 1993; for how far such
///   curves may be trusted Viering and Loog, "The shape of learning curves: a review", 2021, arXiv:2103.10948.
public struct PowerLaw: Codable, Sendable, Equatable {
  /// What it comes to, at most 1.
  public let limit: Double
  /// Above 0.
  public let amplitude: Double
  /// Within ``exponents``.
  public let exponent: Double
  /// The share of the accuracies' variance that the curve explains, ``leastDetermination`` or more.
  public let determination: Double

  /// Where the search ends: a curve at an end says that the points do not determine it.
  public static let exponents = 0.05...3.0
  /// A curve that explains less is none.
  public static let leastDetermination = 0.9
  /// Three numbers pass through any three points.
  public static let leastPointCount = 4

  /// The least squares over all three numbers: for a given exponent the other two are linear.
  /// - Parameters:
  ///   - counts: Items learned from, above 0; others trap.
  ///   - accuracies: One for each count; another number of them traps.
  /// - Returns: `nil` where no such curve fits: with fewer than four different counts, where it would fall, where the
  ///   exponent lies at an end of what is searched, or where it explains too little.
  public init?(counts: [Double], accuracies: [Double]) {
    precondition(counts.count == accuracies.count, "an accuracy for each count")
    precondition(counts.allSatisfy { $0 > 0 && $0.isFinite }, "counts of items")
    guard Set(counts).count >= Self.leastPointCount, let largest = counts.max() else { return nil }
    let mean = accuracies.reduce(0, +) / Double(accuracies.count)
    let variance = accuracies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard variance > 0 else { return nil }
    // Counts as parts of the largest, so that powers of them stay near 1.
    let problem = Problem(shares: counts.map { $0 / largest }, accuracies: accuracies)
    guard let exponent = problem.bestExponent() else { return nil }
    let line = problem.line(exponent)
    determination = 1 - line.squares / variance
    guard line.amplitude > 0, determination >= Self.leastDetermination else { return nil }
    limit = line.limit
    amplitude = line.amplitude * pow(largest, exponent)
    self.exponent = exponent
  }

  /// - Parameter count: Above 0.
  public func value(at count: Double) -> Double { limit - amplitude * pow(count, -exponent) }

  private struct Problem {
    let shares: [Double]
    let accuracies: [Double]

    private static let gridCount = 80

    /// Limit and amplitude with the least sum of squares for an exponent, the limit being at most 1.
    func line(_ exponent: Double) -> (limit: Double, amplitude: Double, squares: Double) {
      let powers = shares.map { pow($0, -exponent) }
      let count = Double(powers.count)
      let meanPower = powers.reduce(0, +) / count
      let mean = accuracies.reduce(0, +) / count
      let spread = powers.reduce(0) { $0 + ($1 - meanPower) * ($1 - meanPower) }
      let common = zip(powers, accuracies).reduce(0) { $0 + ($1.0 - meanPower) * ($1.1 - mean) }
      var amplitude = -common / spread
      var limit = mean + amplitude * meanPower
      if limit > 1 {
        limit = 1
        amplitude =
          zip(powers, accuracies).reduce(0) { $0 + $1.0 * (1 - $1.1) }
          / powers.reduce(0) { $0 + $1 * $1 }
      }
      let squares = zip(powers, accuracies).reduce(0) { sum, point in
        let rest = point.1 - limit + amplitude * point.0
        return sum + rest * rest
      }
      return (limit, amplitude, squares)
    }

    /// - Returns: `nil` at an end of the range.
    func bestExponent() -> Double? {
      let (low, high) = (log(PowerLaw.exponents.lowerBound), log(PowerLaw.exponents.upperBound))
      let step = (high - low) / Double(Self.gridCount)
      let squares = (0...Self.gridCount).map { line(exp(low + Double($0) * step)).squares }
      guard let least = squares.indices.min(by: { squares[$0] < squares[$1] }), least > 0,
        least < Self.gridCount
      else { return nil }
      // Golden section between the neighbours of the best.
      var (left, right) = (low + Double(least - 1) * step, low + Double(least + 1) * step)
      let ratio = (5.0.squareRoot() - 1) / 2
      for _ in 0..<60 {
        let (first, second) = (right - ratio * (right - left), left + ratio * (right - left))
        if line(exp(first)).squares < line(exp(second)).squares {
          right = second
        } else {
          left = first
        }
      }
      return exp((left + right) / 2)
    }
  }
}
