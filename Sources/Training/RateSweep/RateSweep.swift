import Glibc

/// The learning-rate range test: one batch a step, at rates that rise until the loss does.
/// - Source: Smith, "Cyclical learning rates for training neural networks", arXiv:1506.01186, section 3.3, where
///   the rate rises linearly; it rises exponentially, and over these rates, in fastai's `lr_find`.
public struct RateSweep: Codable, Sendable, Hashable {
  /// Of the first step.
  public var lowest: Double
  /// Of the last step.
  public var highest: Double
  public var steps: Int

  public init(lowest: Double = 1e-7, highest: Double = 10, steps: Int = 100) {
    self.lowest = lowest
    self.highest = highest
    self.steps = steps
  }

  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  public func validate() throws(TrainingError) {
    try TrainingError.require(lowest > 0 && lowest.isFinite, "--from", "above 0", "\(lowest)")
    try TrainingError.require(
      highest > lowest && highest.isFinite, "--to", "above --from, which is \(lowest)",
      "\(highest)")
    try TrainingError.require(
      (20...100_000).contains(steps), "--steps", "20 to 100000", "\(steps)")
  }

  /// `lowest · (highest / lowest)^(step / (steps − 1))`
  /// - Parameter step: From 0.
  public func rate(ofStep step: Int) -> Double {
    lowest * pow(highest / lowest, Double(step) / Double(steps - 1))
  }
}
