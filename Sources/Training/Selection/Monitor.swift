/// The figure of the validation part that is watched: it chooses the epoch, stops early, and ends a plateau.
public enum Monitor: String, Codable, Sendable, CaseIterable {
  case accuracy
  case loss
  case balancedAccuracy = "balanced-accuracy"
  case macroF1 = "macro-f1"

  /// - Returns: `nil` without a validation part.
  public func value(of record: EpochRecord) -> Double? {
    switch self {
    case .accuracy: record.validationAccuracy
    case .loss: record.validationLoss
    case .balancedAccuracy: record.validationBalancedAccuracy
    case .macroF1: record.validationMacroF1
    }
  }

  /// Whether a value is better than another by more than `minimumDelta`.
  public func isImprovement(_ value: Double, over other: Double, minimumDelta: Double) -> Bool {
    self == .loss ? value < other - minimumDelta : value > other + minimumDelta
  }

  /// Whether an epoch is better than another: by the figure, and of equal ones by the validation loss. Without a
  /// validation part the later one is.
  func prefers(_ record: EpochRecord, to other: EpochRecord?) -> Bool {
    guard let other, let value = value(of: record), let otherValue = self.value(of: other),
      let loss = record.validationLoss, let otherLoss = other.validationLoss
    else { return true }
    return value != otherValue
      ? isImprovement(value, over: otherValue, minimumDelta: 0) : loss < otherLoss
  }
}
