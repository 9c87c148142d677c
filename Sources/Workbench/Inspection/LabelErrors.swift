/// Labels that are probably wrong, by a head that was cross-validated on frozen features.
public struct LabelErrors: Codable, Sendable {
  public struct Finding: Codable, Sendable {
    public let path: String
    public let label: String
    /// What it probably is.
    public let suggestion: String
    /// Of the label that it has, 0 to 1.
    public let probability: Double
    /// Of the suggested one, 0 to 1.
    public let suggestionProbability: Double
    /// The difference of both; findings are in its order.
    public let margin: Double
  }

  public let findings: [Finding]
  /// The estimated share of wrong labels, 0 to 1.
  public let noise: Double
  /// Of the head on folds that it had not seen: what the findings rest on.
  public let accuracy: Double
  public let folds: Int
  /// Pictures that were judged.
  public let judged: Int
  /// Classes with fewer pictures, or groups of them, than folds: nothing is said of their labels.
  public let unjudgedClasses: [String]
}
