/// What a parameter's updates have of its own.
public struct ParameterGroup: Codable, Sendable, Hashable {
  /// Its learning rate is the step's times this.
  public let learningRateFactor: Double
  /// L2; 0 if it is not decayed.
  public let weightDecay: Double
  /// L1; 0 if it is not decayed.
  public let l1: Double

  public init(learningRateFactor: Double = 1, weightDecay: Double = 0, l1: Double = 0) {
    self.learningRateFactor = learningRateFactor
    self.weightDecay = weightDecay
    self.l1 = l1
  }
}
