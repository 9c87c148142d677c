extension Predictions {
  /// The share of items whose true class is among the `k` most probable ones, in `[0, 1]`.
  ///
  /// Of equal probabilities the class with the lower index comes first, so that `k = 1` is
  /// ``ConfusionMatrix/accuracy`` exactly. (scikit-learn's `top_k_accuracy_score` takes the higher
  /// index; the two differ only where probabilities are equal.)
  /// - Parameter k: At least 1; less traps.
  /// - Returns: `nil` if there are `k` classes or fewer: it would be 1 whatever the model says.
  public func topAccuracy(_ k: Int) -> Double? {
    precondition(k >= 1, "top-k accuracy needs k of 1 or more")
    guard k < classCount else { return nil }
    let hits = (0..<itemCount).count { rank(ofTruthFor: $0) < k }
    return Double(hits) / Double(itemCount)
  }

  /// How many classes come before the true one.
  private func rank(ofTruthFor item: Int) -> Int {
    let row = row(of: item)
    let truth = row.startIndex + labels[item]
    return row.indices.count { index in
      row[index] > row[truth] || (row[index] == row[truth] && index < truth)
    }
  }
}
