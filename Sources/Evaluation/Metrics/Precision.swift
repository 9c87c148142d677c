extension ConfusionMatrix {
  /// `[classes]`: of the items predicted as a class, the share that truly are of it.
  ///
  /// `nil` where the class was never predicted.
  public var precision: [Double?] {
    zip(correctCounts, predictedCounts).map { correct, predicted in
      predicted > 0 ? Double(correct) / Double(predicted) : nil
    }
  }

  /// The mean of ``precision`` over the classes; see ``MacroAverage`` for undefined ones.
  public var macroPrecision: MacroAverage? { MacroAverage(of: precision, in: self) }
}
