import Glibc

/// What a curve says of the learning rate to train with.
/// - Source: fastai's `lr_find` with the suggestions `steep` and `minimum`: the first tenth of the steps and the
///   last five are left out, for the average is young there and the loss diverging here.
public struct RateSuggestion: Sendable, Equatable {
  /// Where the smoothed loss falls fastest over the logarithm of the rate, up to its minimum.
  public let steepest: RateCurve.Point
  /// Where the smoothed loss is lowest.
  public let minimum: RateCurve.Point

  /// The smaller of the steepest point's rate and a tenth of the minimum's: of the two rules of thumb the one that
  /// errs towards a rate that trains.
  public var learningRate: Double { min(steepest.learningRate, minimum.learningRate / 10) }

  /// Steps after the last that counts.
  private static let tail = 5
  /// A fall is more than so many standard errors of the first smoothed loss …
  private static let significance = 3.0
  /// … and than this share of it.
  private static let leastFall = 0.01

  /// - Parameter steps: That the sweep was to have.
  /// - Returns: `nil` if too few points are left, or the smoothed loss never falls by more than the noise of the
  ///   batches, or by a hundredth.
  public init?(of curve: RateCurve, steps: Int) {
    let points = curve.points.dropFirst(steps / 10).dropLast(Self.tail)
    guard let first = points.first,
      let minimum = points.min(by: { $0.smoothedLoss < $1.smoothedLoss }),
      first.smoothedLoss - minimum.smoothedLoss
        > max(
          Self.significance * Self.noise(of: curve.points.prefix(minimum.step))
            / Double(first.step).squareRoot(), Self.leastFall * first.smoothedLoss)
    else { return nil }
    let falling = points.prefix { $0.step <= minimum.step }
    let slopes = zip(falling, falling.dropFirst()).map { point, next in
      (
        point: point,
        slope: (next.smoothedLoss - point.smoothedLoss)
          / log(next.learningRate / point.learningRate)
      )
    }
    guard let steepest = slopes.min(by: { $0.slope < $1.slope })?.point else { return nil }
    self.steepest = steepest
    self.minimum = minimum
  }

  /// Whether a curve of so many points can have a suggestion at all.
  public static func isLongEnough(_ count: Int, steps: Int) -> Bool {
    count >= steps / 10 + tail + 2
  }

  /// The standard deviation from one batch to the next, `√(Σ(lᵢ₊₁ − lᵢ)² / 2n)`, which a slow fall hardly changes.
  /// - Source: von Neumann, "Distribution of the ratio of the mean square successive difference to the variance",
  ///   1941.
  private static func noise(of points: ArraySlice<RateCurve.Point>) -> Double {
    let squares = zip(points, points.dropFirst()).map { point, next in
      (next.loss - point.loss) * (next.loss - point.loss)
    }
    return squares.isEmpty
      ? 0 : (squares.reduce(0, +) / Double(2 * squares.count)).squareRoot()
  }
}
