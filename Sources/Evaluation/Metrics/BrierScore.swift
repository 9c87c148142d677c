extension Predictions {
  /// The mean squared distance of the probabilities from the truth, summed over the classes: in
  /// `[0, 2]`, 0 is best.
  ///
  /// ```
  /// 1/n · Σᵢ Σₖ (pᵢₖ − [yᵢ = k])²
  /// ```
  ///
  /// This is Brier's own definition. For two classes it is twice the one that looks at one class
  /// only; scikit-learn's `brier_score_loss` gives it with `scale_by_half=False`.
  /// - Source: Brier, "Verification of forecasts expressed in terms of probability", Monthly
  ///   Weather Review 78, 1950.
  public var brierScore: Double {
    var sum = 0.0
    for (item, label) in labels.enumerated() {
      for (index, probability) in row(of: item).enumerated() {
        let difference = probability - (index == label ? 1 : 0)
        sum += difference * difference
      }
    }
    return sum / Double(itemCount)
  }
}
