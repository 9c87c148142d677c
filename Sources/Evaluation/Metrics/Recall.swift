extension ConfusionMatrix {
  /// `[classes]`: of the items that truly are of a class, the share predicted as it.
  ///
  /// `nil` where the class has no item.
  public var recall: [Double?] {
    zip(correctCounts, support).map { correct, support in
      support > 0 ? Double(correct) / Double(support) : nil
    }
  }

  /// The mean of ``recall`` over the classes; see ``MacroAverage`` for undefined ones.
  public var macroRecall: MacroAverage? { MacroAverage(of: recall, in: self) }
}
