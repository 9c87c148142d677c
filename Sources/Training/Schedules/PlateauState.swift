/// What a schedule that waits for a plateau remembers: the one part of the learning rate that the place in the
/// training does not tell.
///
/// - Source: PyTorch's `ReduceLROnPlateau` with `threshold_mode="abs"`, stepped once an epoch.
public struct PlateauState: Codable, Sendable, Hashable {
  /// What the learning rate has been multiplied with so far.
  public private(set) var factor = 1.0
  /// Of the watched metric.
  public private(set) var best: Double?
  /// Epochs without improvement.
  public private(set) var badEpochs = 0

  public init() {}

  /// Takes note of an epoch.
  /// - Parameters:
  ///   - value: `nil` where the figure is undefined, which is no improvement.
  ///   - patience: Epochs without improvement that are borne; one more reduces the rate.
  ///   - gamma: What the rate is then multiplied with.
  ///   - minimumDelta: What an epoch must be better by to be an improvement.
  public mutating func observe(
    _ value: Double?, of monitor: Monitor, patience: Int, gamma: Double, minimumDelta: Double
  ) {
    if let value,
      best.map({ monitor.isImprovement(value, over: $0, minimumDelta: minimumDelta) }) ?? true
    {
      best = value
      badEpochs = 0
    } else {
      badEpochs += 1
    }
    if badEpochs > patience {
      factor *= gamma
      badEpochs = 0
    }
  }
}
