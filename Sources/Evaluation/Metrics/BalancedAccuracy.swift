extension ConfusionMatrix {
  /// The mean recall of the classes that occur in the truth, in `[0, 1]`; `nil` without items.
  ///
  /// Classes without an item are left out, as in scikit-learn's `balanced_accuracy_score`; compare
  /// ``macroRecall``, which counts a class that was predicted but does not occur as 0.
  /// - Source: Brodersen et al., "The balanced accuracy and its posterior distribution", ICPR 2010.
  public var balancedAccuracy: Double? {
    let defined = recall.compactMap { $0 }
    guard !defined.isEmpty else { return nil }
    return defined.reduce(0, +) / Double(defined.count)
  }
}
