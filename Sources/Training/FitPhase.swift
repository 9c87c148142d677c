import Graphs

/// Epochs during which the same part of a network trains.
public struct FitPhase: Sendable, Hashable {
  /// Counted from 1.
  public let epochs: ClosedRange<Int>
  /// Names of the parameters that train.
  public let trained: Set<String>
  public let boundary: FreezeBoundary
  /// What batch norms behind the boundary normalize with, by node; those not named, with the batch's statistics.
  public let statistics: [Int: NormStatistics]
  /// What the learning rate of a parameter is multiplied with, by name; 1 for those not named.
  public let learningRateFactors: [String: Double]

  public init(
    epochs: ClosedRange<Int>, trained: Set<String>, boundary: FreezeBoundary,
    statistics: [Int: NormStatistics] = [:], learningRateFactors: [String: Double] = [:]
  ) {
    self.epochs = epochs
    self.trained = trained
    self.boundary = boundary
    self.statistics = statistics
    self.learningRateFactors = learningRateFactors
  }
}
