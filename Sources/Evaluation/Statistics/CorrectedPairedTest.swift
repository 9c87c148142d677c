/// Whether one recipe is better than another, by their scores on the same folds of a (repeated)
/// cross-validation.
///
/// The differences of the scores are judged with the corrected variance of ``ResampledMean``:
///
/// ```
/// t = mean(d) / √((1/n + test/train) · s²(d)),  n − 1 degrees of freedom
/// ```
///
/// What it says holds for the recipes at this size of training set, not for two fitted models.
/// - Source: Nadeau and Bengio, "Inference for the generalization error", Machine Learning 52,
///   2003; for repeated folds Bouckaert and Frank, PAKDD 2004.
public struct CorrectedPairedTest: Codable, Sendable, Equatable {
  /// First minus second, with its interval.
  public let difference: ResampledMean
  /// `nil` where ``missing`` says why.
  public let statistic: Double?
  /// Two-sided, in `[0, 1]`; `nil` where ``missing`` says why.
  public let pValue: Double?

  /// Why there is no test: a single fold, or differences without any spread.
  public var missing: ResampledMean.MissingInterval? { difference.missingInterval }

  /// - Parameters:
  ///   - first, second: A score for each fold of each repeat, in the same order, finite; another
  ///     number of them, or none, traps.
  ///   - testToTrainRatio: Items of a test set over items of a training set, 0 or more, finite;
  ///     others trap. 0 gives the uncorrected test, which is wrong for folds.
  ///   - level: Of the interval, in `(0, 1)`; others trap.
  public init(
    first: [Double], second: [Double], testToTrainRatio: Double, level: Double = 0.95
  ) {
    precondition(first.count == second.count, "two scores for every fold")
    difference = ResampledMean(
      of: zip(first, second).map { $0 - $1 }, testToTrainRatio: testToTrainRatio, level: level)
    guard difference.missingInterval == nil, let deviation = difference.standardDeviation else {
      (statistic, pValue) = (nil, nil)
      return
    }
    let count = Double(difference.count)
    let error = (1 / count + testToTrainRatio).squareRoot() * deviation
    let statistic = difference.mean / error
    self.statistic = statistic
    pValue = 2 * StudentT(degreesOfFreedom: count - 1).cumulative(-abs(statistic))
  }

  /// - Parameters:
  ///   - first, second: A score for each fold of each repeat, in the same order.
  ///   - foldCount: Folds in each repeat, 2 or more; less traps.
  public init(first: [Double], second: [Double], foldCount: Int, level: Double = 0.95) {
    precondition(foldCount >= 2, "cross-validation has two folds or more")
    self.init(
      first: first, second: second, testToTrainRatio: 1 / Double(foldCount - 1), level: level)
  }
}
