extension ConfusionMatrix {
  /// The share of items whose predicted class is the true one, in `[0, 1]`; `nil` without items.
  public var accuracy: Double? {
    let items = itemCount
    guard items > 0 else { return nil }
    return Double(correctCounts.reduce(0, +)) / Double(items)
  }
}
