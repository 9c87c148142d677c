/// The figure of the validation part that is watched: it chooses the epoch, stops early, and ends a plateau.
public enum Monitor: String, Codable, Sendable, CaseIterable {
  case accuracy
  case loss
  case balancedAccuracy = "balanced-accuracy"
  case macroF1 = "macro-f1"
  case macroPrecision = "macro-precision"
  case macroRecall = "macro-recall"
  case microPrecision = "micro-precision"
  case microRecall = "micro-recall"
  case microF1 = "micro-f1"
  case weightedPrecision = "weighted-precision"
  case weightedRecall = "weighted-recall"
  case weightedF1 = "weighted-f1"
  case top5Accuracy = "top5-accuracy"
  case matthews
  case kappa
  case areaUnderROC = "roc-auc"
  case weightedAreaUnderROC = "weighted-roc-auc"
  case averagePrecision = "average-precision"
  case logLoss = "log-loss"
  case brierScore = "brier"
  case calibrationError = "calibration-error"

  /// Whether less of it is better.
  public var isLowerBetter: Bool {
    switch self {
    case .loss, .logLoss, .brierScore, .calibrationError: true
    default: false
    }
  }

  /// Whether an ``EpochRecord`` has it whatever is watched; others are computed only where they are.
  public var isInEveryRecord: Bool {
    switch self {
    case .accuracy, .loss, .balancedAccuracy, .macroF1: true
    default: false
    }
  }

  /// Whether it can tell one epoch from another where there are so many classes.
  public func isMeaningful(classes: Int) -> Bool { self != .top5Accuracy || classes > 5 }

  /// - Returns: `nil` without a validation part, and where the figure is undefined for what was predicted.
  public func value(of record: EpochRecord) -> Double? {
    switch self {
    case .accuracy: record.validationAccuracy
    case .loss: record.validationLoss
    case .balancedAccuracy: record.validationBalancedAccuracy
    case .macroF1: record.validationMacroF1
    default: record.validationFigure?.value
    }
  }

  /// Whether a value is better than another by more than `minimumDelta`.
  public func isImprovement(_ value: Double, over other: Double, minimumDelta: Double) -> Bool {
    isLowerBetter ? value < other - minimumDelta : value > other + minimumDelta
  }

  /// Whether an epoch is better than another: by the figure, and of equal ones by the validation loss. One whose
  /// figure is undefined is better than none that has one. Without a validation part the later one is.
  func prefers(_ record: EpochRecord, to other: EpochRecord?) -> Bool {
    guard let other, let loss = record.validationLoss, let otherLoss = other.validationLoss else {
      return true
    }
    switch (value(of: record), value(of: other)) {
    case (nil, nil): return loss < otherLoss
    case (nil, _): return false
    case (_, nil): return true
    case (let value?, let otherValue?):
      return value != otherValue
        ? isImprovement(value, over: otherValue, minimumDelta: 0) : loss < otherLoss
    }
  }
}
