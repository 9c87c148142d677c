/// The F distribution.
public struct FDistribution: Sendable, Equatable {
  public let numeratorDegrees, denominatorDegrees: Double

  /// - Parameter numeratorDegrees, denominatorDegrees: Positive, finite; others trap.
  public init(numeratorDegrees: Double, denominatorDegrees: Double) {
    precondition(
      numeratorDegrees > 0 && denominatorDegrees > 0 && numeratorDegrees.isFinite
        && denominatorDegrees.isFinite, "positive degrees of freedom")
    self.numeratorDegrees = numeratorDegrees
    self.denominatorDegrees = denominatorDegrees
  }

  /// `P(F ≥ f)` for `f` of 0 or more; less traps.
  public func upperTail(_ f: Double) -> Double {
    precondition(f >= 0 && f.isFinite, "a ratio of sums of squares")
    return IncompleteBeta.regularized(
      denominatorDegrees / (denominatorDegrees + numeratorDegrees * f),
      a: denominatorDegrees / 2, b: numeratorDegrees / 2)
  }
}
