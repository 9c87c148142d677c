/// All that a run's folder says of it.
public struct RunFacts: Sendable, Equatable {
  public internal(set) var entry: RunEntry
  public let results: RunResults
  /// Of a cross-validation, the epochs inside its folds; none of other runs.
  public let epochs: RunResults
  /// By path.
  public internal(set) var files: [RunFile]
}
