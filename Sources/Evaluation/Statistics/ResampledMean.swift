/// The mean of a metric over the folds of a (repeated) cross-validation, and how sure it is.
///
/// Folds share training data, so their scores are not independent, and the usual standard error is
/// too small: more so with every repeat. The variance is therefore corrected,
///
/// ```
/// mean ± t(n − 1) · √((1/n + test/train) · s²)
/// ```
///
/// with `n` scores, `s²` their variance (divided by `n − 1`) and `test/train` the ratio of the sizes
/// of a test and a training set. The interval is not clipped to `[0, 1]`: near the end of the scale
/// a bound beyond it says that the normal approximation is rough there.
///
/// The correction is an approximation. Where the truth is known (nearest-mean classification of 40
/// items, 10 × 5 folds) the 95 % interval covers it 95 % of the time in one or two dimensions, and
/// 92 % of the time for a learner starved of items (ten dimensions, classes close together); the
/// uncorrected interval covers 40 to 46 %.
///
/// - Source: Nadeau and Bengio, "Inference for the generalization error", Machine Learning 52, 2003;
///   for repeated folds Bouckaert and Frank, "Evaluating the replicability of significance tests for
///   comparing learning algorithms", PAKDD 2004.
public struct ResampledMean: Codable, Sendable, Equatable {
  /// Why there is no interval.
  public enum MissingInterval: String, Codable, Sendable {
    /// One score has no spread.
    case fewerThanTwoScores
    /// All scores are equal: an interval of no width would claim a certainty that a few folds
    /// cannot give. ``Interval/wilson(successes:trials:level:)`` still gives one for an accuracy.
    case scoresAreEqual
  }

  public static let method = "nadeau-bengio"

  /// How many scores.
  public let count: Int
  public let mean: Double
  /// Of single scores, divided by `count − 1`; `nil` for one score. It is not the mean's error.
  public let standardDeviation: Double?
  public let interval: Interval?
  public let missingInterval: MissingInterval?

  /// - Parameters:
  ///   - scores: One for each fold of each repeat, finite; none at all traps.
  ///   - testToTrainRatio: Items of a test set over items of a training set, 0 or more, finite
  ///     (others trap); `1 / (folds − 1)` in cross-validation. 0 gives the uncorrected interval.
  ///   - level: In `(0, 1)`; others trap.
  public init(of scores: [Double], testToTrainRatio: Double, level: Double = 0.95) {
    precondition(!scores.isEmpty && scores.allSatisfy(\.isFinite), "finite scores, at least one")
    precondition(testToTrainRatio >= 0 && testToTrainRatio.isFinite, "a ratio of 0 or more")
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    let number = Double(scores.count)
    count = scores.count
    // Equal scores keep their value; a rounded sum would invent a spread.
    let equal = scores.allSatisfy { $0 == scores[0] }
    let mean = equal ? scores[0] : scores.reduce(0, +) / number
    self.mean = mean
    guard scores.count > 1 else {
      (standardDeviation, interval) = (nil, nil)
      missingInterval = .fewerThanTwoScores
      return
    }
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (number - 1)
    standardDeviation = variance.squareRoot()
    guard !equal else {
      interval = nil
      missingInterval = .scoresAreEqual
      return
    }
    let quantile = StudentT(degreesOfFreedom: number - 1).quantile((1 + level) / 2)
    let reach = quantile * ((1 / number + testToTrainRatio) * variance).squareRoot()
    interval = Interval(low: mean - reach, high: mean + reach, level: level, method: Self.method)
    missingInterval = nil
  }

  /// - Parameters:
  ///   - scores: One for each fold of each repeat.
  ///   - foldCount: Folds in each repeat, 2 or more; less traps.
  public init(of scores: [Double], foldCount: Int, level: Double = 0.95) {
    precondition(foldCount >= 2, "cross-validation has two folds or more")
    self.init(of: scores, testToTrainRatio: 1 / Double(foldCount - 1), level: level)
  }
}
