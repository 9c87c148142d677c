/// One number that an operation takes: its name in policy files, its unit, and what it may be.
public struct OperationParameter: Sendable {
  public enum Unit: String, Sendable {
    case degrees
    case fractionOfSide = "fraction of the side"
    case fractionOfArea = "fraction of the area"
    case ratio = "width to height"
    case factor
    case exponent
    case levels = "levels of 255"
    case pixels
    case bits
    case quality
    case count
    case share = "0 to 1"
  }

  public let name: String
  public let unit: Unit
  /// What policy files may ask for.
  public let allowed: ClosedRange<Double>
  /// The value that changes nothing; `nil` where none does.
  public let neutral: Double?
  /// What a policy file that leaves it out means; `nil` where it must be given.
  public let usual: ValueRange?
  /// Whether only whole numbers make sense.
  public let isWhole: Bool

  init(
    _ name: String, _ unit: Unit, _ allowed: ClosedRange<Double>, neutral: Double? = nil,
    usual: ValueRange? = nil, isWhole: Bool = false
  ) {
    self.name = name
    self.unit = unit
    self.allowed = allowed
    self.neutral = neutral
    self.usual = usual
    self.isWhole = isWhole
  }
}
