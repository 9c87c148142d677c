/// All that a run's folder says of it.
public struct RunFacts: Sendable, Equatable {
  public internal(set) var entry: RunEntry
  public let results: RunResults
  /// By path.
  public internal(set) var files: [RunFile]
}
