/// Whether one recipe is better than another, by five repeats of two-fold cross-validation (5×2cv).
///
/// ```
/// F = Σᵢ Σⱼ d²ᵢⱼ / (2 Σᵢ s²ᵢ),  s²ᵢ = (dᵢ₁ − dᵢ₂)² / 2,  F(10, 5)
/// ```
///
/// with `dᵢⱼ` the difference of the scores on fold *j* of repeat *i*. Half of the items train, so
/// it speaks of the recipes at half the size. Of the 5×2cv tests it is the one that does not hang
/// on which fold comes first, as Dietterich's t does.
/// - Source: Alpaydin, "Combined 5×2 cv F test for comparing supervised classification learning
///   algorithms", Neural Computation 11, 1999; Dietterich, Neural Computation 10, 1998.
public struct CombinedFTest: Codable, Sendable, Equatable {
  /// The mean of all ten differences, first minus second.
  public let meanDifference: Double
  /// `nil` where ``missing`` says why.
  public let statistic: Double?
  /// `nil` where ``missing`` says why.
  public let pValue: Double?
  /// Both folds of each repeat gave the same difference: there is no spread to compare with.
  public let missing: ResampledMean.MissingInterval?

  /// - Parameter differences: `[5][2]`, of each fold of each repeat, first recipe minus second,
  ///   finite; others trap.
  public init(differences: [[Double]]) {
    precondition(
      differences.count == 5
        && differences.allSatisfy { $0.count == 2 && $0.allSatisfy(\.isFinite) },
      "five repeats of two folds")
    let all = differences.flatMap { $0 }
    meanDifference = all.reduce(0, +) / 10
    let spread = differences.reduce(0) { $0 + ($1[0] - $1[1]) * ($1[0] - $1[1]) / 2 }
    guard spread > 0 else {
      (statistic, pValue, missing) = (nil, nil, .scoresAreEqual)
      return
    }
    let statistic = all.reduce(0) { $0 + $1 * $1 } / (2 * spread)
    self.statistic = statistic
    pValue = FDistribution(numeratorDegrees: 10, denominatorDegrees: 5).upperTail(statistic)
    missing = nil
  }
}
