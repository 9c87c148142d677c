import Evaluation

/// The four figures that every command gives.
public struct Metrics: Codable, Sendable, Equatable {
  public let accuracy: Double
  public let balancedAccuracy: Double
  public let macroF1: Double
  /// Nats an item.
  public let logLoss: Double

  init(accuracy: Double, balancedAccuracy: Double, macroF1: Double, logLoss: Double) {
    self.accuracy = accuracy
    self.balancedAccuracy = balancedAccuracy
    self.macroF1 = macroF1
    self.logLoss = logLoss
  }

  public init(_ report: ClassificationReport) {
    accuracy = report.accuracy
    balancedAccuracy = report.balancedAccuracy
    macroF1 = report.macroF1.value
    logLoss = report.logLoss
  }
}

/// Where the time went and how much memory was used.
public struct Effort: Codable, Sendable {
  public struct Seconds: Codable, Sendable {
    public let total: Double
    /// Reading, decoding and rendering, divided by the number of workers.
    public let decode: Double
    /// The frozen network, divided by the number of workers.
    public let backbone: Double
    public let training: Double
  }

  public let seconds: Seconds
  public let images: Int
  /// Pictures that passed the network, over the seconds of decoding and backbone; `nil` if all came
  /// from the cache.
  public let imagesPerSecond: Double?
  public let peakMemoryBytes: Int
}
