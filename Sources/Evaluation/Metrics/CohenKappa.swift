extension ConfusionMatrix {
  /// How much truth and prediction agree beyond chance, at most 1; 0 is what chance gives.
  ///
  /// ```
  /// (pₒ − pₑ) / (1 − pₑ),  pₒ = c / n,  pₑ = Σ tₖpₖ / n²
  /// ```
  ///
  /// with `n` items, `c` of them right, `tₖ` truly of class *k* and `pₖ` predicted as it.
  /// Unweighted. Undefined where all items are of one class and predicted as it: chance then agrees
  /// always.
  /// - Source: Cohen, "A coefficient of agreement for nominal scales", Educational and
  ///   Psychological Measurement 20, 1960.
  public var cohenKappa: MetricValue {
    let items = itemCount
    guard items > 0 else { return .undefined(.noItems) }
    let chance = zip(support, predictedCounts).reduce(0) { $0 + $1.0 * $1.1 }
    guard chance < items * items else { return .undefined(.agreementIsCertain) }
    let correct = correctCounts.reduce(0, +)
    return .defined(Double(correct * items - chance) / Double(items * items - chance))
  }
}
