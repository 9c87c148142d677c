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
}
