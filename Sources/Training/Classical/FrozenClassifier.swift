import Tensors
import Workers

/// Learns classes from features that do not change: what a trained network has to beat.
///
/// A fit is a pure function of its arguments: the same bits each time, on one thread, whatever runs
/// beside it. Items of weight 0 are not learned from.
public protocol FrozenClassifier: Sendable {
  associatedtype Settings: Codable, Equatable, Sendable

  static var defaultSettings: Settings { get }

  /// - Parameters:
  ///   - table: Its features are the `[items, ...]` of the pictures as they are; other views are not used.
  ///   - training: Items to learn from, nothing else of the table is looked at.
  ///   - classCount: Labels lie in `0..<classCount`; others trap.
  /// - Throws: ``TrainingError/noItems`` if no item has a positive weight,
  ///   ``TrainingError/notFinite(item:)``, ``TrainingError/invalidSetting(name:allowed:found:)``,
  ///   `CancellationError`.
  static func fit(
    _ table: FeatureTable, training: [Int], classCount: Int, settings: Settings,
    cancellation: Cancellation?
  ) throws -> Self

  /// - Parameters:
  ///   - features: `[items, ...]`, `float32` or `bfloat16`, as many a row as were learned from; others
  ///     trap.
  ///   - items: The rows that are asked for. The answer for one does not depend on the others.
  /// - Returns: `[items, classes]`, row by row; each row sums to 1.
  /// - Throws: ``TrainingError/notFinite(item:)``, `CancellationError`.
  func probabilities(
    _ features: Tensor, items: [Int], cancellation: Cancellation?
  ) throws -> [Float]
}

extension FrozenClassifier {
  /// With the default settings.
  public static func fit(
    _ table: FeatureTable, training: [Int], classCount: Int, cancellation: Cancellation? = nil
  ) throws -> Self {
    try fit(
      table, training: training, classCount: classCount, settings: defaultSettings,
      cancellation: cancellation)
  }

  public func probabilities(_ features: Tensor, items: [Int]) throws -> [Float] {
    try probabilities(features, items: items, cancellation: nil)
  }
}
