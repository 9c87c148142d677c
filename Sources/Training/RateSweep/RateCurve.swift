import Glibc

/// The loss over rising learning rates.
public struct RateCurve: Sendable {
  public struct Point: Sendable, Equatable {
    /// Counts from 1.
    public let step: Int
    public let learningRate: Double
    /// Of the step's batch, before the step changes the parameters.
    public let loss: Double
    public let smoothedLoss: Double
  }

  /// Why there are no further points.
  public enum Ending: Sendable, Equatable {
    /// All steps were taken.
    case complete
    /// The smoothed loss exceeded ``RateCurve/limit`` times its minimum.
    case risen
    /// The loss of the next step was infinite or not a number.
    case notFinite
  }

  public private(set) var points: [Point] = []
  public internal(set) var ending = Ending.complete
  private var average = 0.0
  private var lowest = Double.infinity

  /// What a step's loss leaves of the average before it.
  static let smoothing = 0.98
  /// Times its minimum that the smoothed loss may be.
  static let limit = 4.0

  /// Adds a step and smooths its loss: `a ← 0.98·a + 0.02·loss` from 0, divided by `1 − 0.98^step`.
  /// - Source: fastai's `AvgSmoothLoss`; the bias correction is that of Adam, arXiv:1412.6980, section 3.
  mutating func append(learningRate: Double, loss: Double) {
    let step = points.count + 1
    average = Self.smoothing * average + (1 - Self.smoothing) * loss
    let smoothed = average / (1 - pow(Self.smoothing, Double(step)))
    points.append(
      Point(step: step, learningRate: learningRate, loss: loss, smoothedLoss: smoothed))
    lowest = min(lowest, smoothed)
    if smoothed > Self.limit * lowest { ending = .risen }
  }
}
