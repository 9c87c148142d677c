extension ConfusionMatrix {
  /// `[classes]`: `2·correct / (support + predicted)`, the harmonic mean of precision and recall.
  ///
  /// `nil` where a class neither occurs nor was predicted. A class that occurs and was never
  /// predicted has an F1 of 0, though its precision is undefined.
  public var f1: [Double?] {
    zip(correctCounts, zip(support, predictedCounts)).map { correct, totals in
      let total = totals.0 + totals.1
      return total > 0 ? 2 * Double(correct) / Double(total) : nil
    }
  }

  /// The mean of ``f1`` over the classes; see ``MacroAverage`` for undefined ones.
  public var macroF1: MacroAverage? { MacroAverage(of: f1, in: self) }
}
