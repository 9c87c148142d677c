/// A confidence interval.
public struct Interval: Codable, Sendable, Equatable {
  public let low: Double
  public let high: Double
  /// The confidence, for example 0.95.
  public let level: Double
  /// How it was made: ``ResampledMean/method``, `wilson`, ``BootstrapDistribution/percentileMethod``
  /// or ``BootstrapDistribution/acceleratedMethod``.
  public let method: String

  /// `[low, high]`, as reports write it.
  public var bounds: [Double] { [low, high] }

  public func contains(_ value: Double) -> Bool { low <= value && value <= high }
}
