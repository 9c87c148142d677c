/// The metrics of one class.
public struct ClassScores: Codable, Sendable, Equatable {
  /// The class's name.
  public let label: String
  /// `nil` where the class was never predicted.
  public let precision: Double?
  /// `nil` where the class has no item.
  public let recall: Double?
  /// `nil` where the class neither occurs nor was predicted.
  public let f1: Double?
  /// How many items truly are of this class.
  public let support: Int

  private enum CodingKeys: CodingKey {
    case label
    case precision
    case recall
    case f1
    case support
  }

  /// Writes what is `nil` as `null`, so that every class has the same keys.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(label, forKey: .label)
    try container.encode(precision, forKey: .precision)
    try container.encode(recall, forKey: .recall)
    try container.encode(f1, forKey: .f1)
    try container.encode(support, forKey: .support)
  }
}
