extension Evaluate {
  /// What the baselines of an evaluation learned from.
  public struct BaselineTraining: Codable, Sendable {
    /// As it was named.
    public let data: String
    public let images: Int
    /// Whether the model's run says that it was trained on these, byte by byte, and not only who evaluates it.
    public let isKnown: Bool
    /// Pictures that could not be read.
    public let skipped: Int
    /// Judged pictures whose files are also among these, byte by byte: they flatter the nearest neighbours, and the
    /// model if it was trained on them.
    public let copies: Int
  }
}
