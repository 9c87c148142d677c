/// What inner folds chose for a fold.
struct NestedChoice: Codable, Sendable {
  /// Its place in the list.
  let candidate: Int
  /// How long it trains; 0 for a classifier without epochs.
  let epoch: Int
  /// Mean over the inner folds, of the very candidate and epoch that are best by it.
  let innerAccuracy: Double

  /// - Parameter scores: The best of each candidate, one or more. Of equal ones the first is chosen.
  init(among scores: [Recipe.Score]) {
    let best = scores.indices.reduce(0) { scores[$1].isBetter(than: scores[$0]) ? $1 : $0 }
    candidate = best
    epoch = scores[best].epoch
    innerAccuracy = scores[best].accuracy
  }
}
