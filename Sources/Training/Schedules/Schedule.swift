/// How the learning rate changes over a training, as a factor of its base: a pure function of the place.
public protocol Schedule: Sendable {
  func factor(at place: SchedulePlace) -> Double
}

/// A step's place in a training, or in what a warm-up leaves of it.
public struct SchedulePlace: Sendable, Hashable {
  /// Steps that lie behind, from 0.
  public let step: Int
  public let stepsPerEpoch: Int
  public let epochs: Int

  public init(step: Int, stepsPerEpoch: Int, epochs: Int) {
    self.step = step
    self.stepsPerEpoch = stepsPerEpoch
    self.epochs = epochs
  }

  public var stepCount: Int { stepsPerEpoch * epochs }
  /// The share of all steps that lie behind, `0..<1`.
  public var progress: Double { Double(step) / Double(stepCount) }
  /// Whole epochs that lie behind.
  public var epoch: Int { step / stepsPerEpoch }
  /// Epochs that lie behind, with the share of the one that is under way.
  public var epochProgress: Double { Double(step) / Double(stepsPerEpoch) }
}
