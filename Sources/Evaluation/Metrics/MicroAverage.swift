/// Micro averages count every decision the same, over all classes together.
///
/// With one label an item every wrong prediction is a false positive of one class and a false
/// negative of another, so all three are ``ConfusionMatrix/accuracy``. They are here because
/// readers ask for them by name.
extension ConfusionMatrix {
  /// Right predictions over all predictions.
  public var microPrecision: MetricValue {
    ratio(correctCounts.reduce(0, +), predictedCounts.reduce(0, +))
  }

  /// Right predictions over all items.
  public var microRecall: MetricValue {
    ratio(correctCounts.reduce(0, +), support.reduce(0, +))
  }

  /// The harmonic mean of ``microPrecision`` and ``microRecall``.
  public var microF1: MetricValue {
    ratio(
      2 * correctCounts.reduce(0, +), support.reduce(0, +) + predictedCounts.reduce(0, +))
  }

  private func ratio(_ part: Int, _ whole: Int) -> MetricValue {
    whole > 0 ? .defined(Double(part) / Double(whole)) : .undefined(.noItems)
  }
}
