extension ConfusionMatrix {
  /// The correlation of truth and prediction, in `[−1, 1]`; 0 is what chance gives.
  ///
  /// ```
  /// (c·n − Σ tₖpₖ) / √((n² − Σ pₖ²)·(n² − Σ tₖ²))
  /// ```
  ///
  /// with `n` items, `c` of them right, `tₖ` truly of class *k* and `pₖ` predicted as it. Undefined
  /// where the truth or the predictions are all one class: a constant has no correlation.
  /// (scikit-learn's `matthews_corrcoef` says 0 there.)
  /// - Source: Gorodkin, "Comparing two K-category assignments by a K-category correlation
  ///   coefficient", Computational Biology and Chemistry 28, 2004.
  public var matthewsCorrelation: MetricValue {
    let items = itemCount
    guard items > 0 else { return .undefined(.noItems) }
    let (truth, predicted) = (support, predictedCounts)
    let correct = correctCounts.reduce(0, +)
    let chance = zip(truth, predicted).reduce(0) { $0 + $1.0 * $1.1 }
    let truthSpread = items * items - truth.reduce(0) { $0 + $1 * $1 }
    let predictedSpread = items * items - predicted.reduce(0) { $0 + $1 * $1 }
    guard truthSpread > 0 else { return .undefined(.truthIsConstant) }
    guard predictedSpread > 0 else { return .undefined(.predictionsAreConstant) }
    let spread = Double(truthSpread).squareRoot() * Double(predictedSpread).squareRoot()
    return .defined(min(max(Double(correct * items - chance) / spread, -1), 1))
  }
}
