import Evaluation

/// What one epoch gave.
public struct EpochRecord: Codable, Sendable, Equatable {
  /// Counts from 1.
  public let epoch: Int
  /// Mean over the epoch's batches, as they were trained on.
  public let trainingLoss: Double
  public let trainingAccuracy: Double
  /// Of the validation part, as the other figures; `nil` without one. Classes weigh as they occur, and labels are
  /// not smoothed.
  public let validationLoss: Double?
  public let validationAccuracy: Double?
  public let validationBalancedAccuracy: Double?
  public let validationMacroF1: Double?
  /// What the ``Monitor`` asks for, where it is none of the figures above; it may be undefined for what was predicted.
  public let validationFigure: MetricValue?
  /// At the epoch's last step, before the parameters' own factors.
  public let learningRate: Double

  public init(
    epoch: Int, trainingLoss: Double, trainingAccuracy: Double, validationLoss: Double? = nil,
    validationAccuracy: Double? = nil, validationBalancedAccuracy: Double? = nil,
    validationMacroF1: Double? = nil, validationFigure: MetricValue? = nil, learningRate: Double
  ) {
    self.epoch = epoch
    self.trainingLoss = trainingLoss
    self.trainingAccuracy = trainingAccuracy
    self.validationLoss = validationLoss
    self.validationAccuracy = validationAccuracy
    self.validationBalancedAccuracy = validationBalancedAccuracy
    self.validationMacroF1 = validationMacroF1
    self.validationFigure = validationFigure
    self.learningRate = learningRate
  }
}
