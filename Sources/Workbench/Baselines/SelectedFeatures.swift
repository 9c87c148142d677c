import Training

/// How features are selected for a classifier on frozen features, as it is typed: `variance:0.01`, `mutual-information:100`, `l1:0.03`.
public struct SelectedFeatures: Codable, Sendable, Equatable, CustomStringConvertible {
  public let rule: FeatureSelection.Rule

  public static let defaultVariance = 0.0
  public static let defaultCount = 100
  public static let defaultInversePenalty = 0.03

  /// - Parameter text: A method, and behind a colon its number, which has a default.
  /// - Returns: `nil` if it is none.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let value = parts.count > 1 ? String(parts[1]) : nil
    switch parts[0] {
    case "variance":
      guard let number = Double(value ?? "\(Self.defaultVariance)"), number >= 0, number.isFinite
      else { return nil }
      rule = .varianceAbove(number)
    case "mutual-information":
      guard let count = Int(value ?? "\(Self.defaultCount)"), count > 0 else { return nil }
      rule = .mostInformative(count)
    case "l1":
      guard let number = Double(value ?? "\(Self.defaultInversePenalty)"), number > 0,
        number.isFinite
      else { return nil }
      rule = .sparse(inversePenalty: number)
    default:
      return nil
    }
  }

  /// As it is typed, with its number.
  public var description: String {
    switch rule {
    case .varianceAbove(let threshold): "variance:\(threshold)"
    case .mostInformative(let count): "mutual-information:\(count)"
    case .sparse(let inversePenalty): "l1:\(inversePenalty)"
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Self(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription:
          "expected variance, mutual-information or l1, with a number behind a colon, found \"\(text)\""
      )
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
