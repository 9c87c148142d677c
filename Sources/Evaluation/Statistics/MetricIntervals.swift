import Glibc

/// How far figures of one fitted model would vary on other items of the same kind: intervals by ``Bootstrap``.
///
/// Accuracy has ``Interval/wilson(successes:trials:level:)``, which needs no drawing; the others have no formula.
public struct MetricIntervals: Codable, Sendable {
  /// A figure's interval, or the reason why there is none.
  public struct Outcome: Codable, Sendable, Equatable {
    /// `[low, high]`.
    public let interval: [Double]?
    public let missing: BootstrapDistribution.MissingReason?
  }

  /// For example 0.95.
  public let level: Double
  public let resamples: Int
  /// What was drawn: groups of items that belong together, or single items.
  public let groups: Int
  /// ``BootstrapDistribution/acceleratedMethod``, with many groups ``BootstrapDistribution/percentileMethod``.
  public let method: String
  public let balancedAccuracy, macroF1, logLoss: Outcome

  /// With more groups leaving out each of them takes longer than it gains: the correction fades with their number.
  static let mostLeftOut = 2000
  /// Items and cells of confusion matrices that are looked at over all resamples, some seconds' worth; where there
  /// are more, fewer resamples are drawn.
  private static let mostLooks = 60_000_000
  /// Fewer would not show the ends of a 95 % interval.
  private static let fewestResamples = 400

  /// - Parameters:
  ///   - groups: `[items]`, which items belong together; each item alone where there are none.
  ///   - level: In `(0, 1)`; others trap.
  /// - Returns: `nil` where there are so many items that their figures hardly vary, and drawing would take minutes.
  public init?(of predictions: Predictions, groups: [Int]? = nil, level: Double = 0.95) {
    self.init(of: predictions, groups: groups, level: level, mostLooks: Self.mostLooks)
  }

  init?(of predictions: Predictions, groups: [Int]?, level: Double, mostLooks: Int) {
    let count = predictions.itemCount
    let looks = count + predictions.classCount * predictions.classCount
    let resamples = min(Bootstrap.defaultResampleCount, mostLooks / looks)
    guard resamples >= Self.fewestResamples else { return nil }
    let bootstrap = Bootstrap(itemCount: count, groups: groups, resampleCount: resamples)
    let isAccelerated = bootstrap.groupCount <= Self.mostLeftOut
    self.level = level
    self.resamples = resamples
    self.groups = bootstrap.groupCount
    method =
      isAccelerated
      ? BootstrapDistribution.acceleratedMethod : BootstrapDistribution.percentileMethod
    let predicted = predictions.predictedLabels
    let losses = predictions.losses
    func figure(_ statistic: ([Int]) -> Double?) -> Outcome {
      let outcome = bootstrap.distribution(leavesOut: isAccelerated, of: statistic).map {
        isAccelerated ? $0.acceleratedInterval(level: level) : $0.percentileInterval(level: level)
      }
      switch outcome {
      case .interval(let interval): return Outcome(interval: interval.bounds, missing: nil)
      case .missing(let reason): return Outcome(interval: nil, missing: reason)
      case nil: return Outcome(interval: nil, missing: .oftenUndefined)
      }
    }
    func confusion(_ items: [Int]) -> ConfusionMatrix {
      ConfusionMatrix(
        truth: items.map { predictions.labels[$0] }, predicted: items.map { predicted[$0] },
        classCount: predictions.classCount)
    }
    balancedAccuracy = figure { confusion($0).balancedAccuracy }
    macroF1 = figure { confusion($0).macroF1?.value }
    logLoss = figure { items in
      items.reduce(0) { $0 + losses[$1] } / Double(items.count)
    }
  }
}
