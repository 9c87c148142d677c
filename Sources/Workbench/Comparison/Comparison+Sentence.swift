extension Comparison {
  /// What the best of several must not be taken for.
  public var selectionSentence: String {
    let reason =
      "Whoever picks the best of these \(runs.count) takes an optimistic figure: it was picked by the very pictures "
      + "that it is of"
    return switch basis {
    case .folds: reason + "; graft crossval --nested --heads judges the choice too."
    case .testSet: reason + "; judge the pick on pictures that had no part in the choice."
    }
  }
}
