/// Which epoch is the best so far, and how long none has been an improvement.
public struct EpochSelection: Codable, Sendable, Equatable {
  /// Whose weights are kept.
  public private(set) var best: EpochRecord?
  /// The last one that was an improvement.
  public private(set) var improvement: EpochRecord?
  public private(set) var epochsWithoutImprovement = 0

  public init() {}

  /// Takes note of an epoch.
  ///
  /// The best is the best, by however little; an improvement, which patience waits for, must be one by more than
  /// `minimumDelta`. With 0 the two are the same, unless the figure is undefined: that is never an improvement, though
  /// something has to be the best.
  /// - Returns: Whether it is the best so far.
  public mutating func consider(
    _ record: EpochRecord, monitor: Monitor, minimumDelta: Double = 0
  ) -> Bool {
    if isImprovement(record, monitor, minimumDelta) {
      improvement = record
      epochsWithoutImprovement = 0
    } else {
      epochsWithoutImprovement += 1
    }
    guard monitor.prefers(record, to: best) else { return false }
    best = record
    return true
  }

  private func isImprovement(
    _ record: EpochRecord, _ monitor: Monitor, _ minimumDelta: Double
  ) -> Bool {
    // Of a validation part for which the figure is undefined.
    if record.validationLoss != nil, monitor.value(of: record) == nil { return false }
    guard minimumDelta > 0, let improvement, let value = monitor.value(of: record),
      let other = monitor.value(of: improvement)
    else { return monitor.prefers(record, to: improvement) }
    return monitor.isImprovement(value, over: other, minimumDelta: minimumDelta)
  }
}
