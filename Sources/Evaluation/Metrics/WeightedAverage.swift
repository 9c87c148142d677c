/// The mean of a metric over classes, each weighted by how many items truly are of it.
///
/// As scikit-learn's `average="weighted"`. A class without items weighs nothing. Where the metric
/// is undefined for a class with items it counts as 0, and the class is named in
/// ``undefinedClasses``.
public struct WeightedAverage: Codable, Sendable, Equatable {
  /// In `[0, 1]`.
  public let value: Double
  /// Classes with items for which the metric is undefined: counted as 0.
  public let undefinedClasses: [Int]

  /// `nil` if the matrix holds no item.
  init?(of values: [Double?], in matrix: ConfusionMatrix) {
    let support = matrix.support
    let items = matrix.itemCount
    guard items > 0 else { return nil }
    value = zip(values, support).reduce(0.0) { $0 + ($1.0 ?? 0) * Double($1.1) } / Double(items)
    undefinedClasses = values.indices.filter { values[$0] == nil && support[$0] > 0 }
  }
}

extension ConfusionMatrix {
  /// See ``WeightedAverage``; a class that was never predicted counts as 0 and is named.
  public var weightedPrecision: WeightedAverage? { WeightedAverage(of: precision, in: self) }

  /// Equal to ``accuracy``: the weights cancel the denominators.
  public var weightedRecall: WeightedAverage? { WeightedAverage(of: recall, in: self) }

  public var weightedF1: WeightedAverage? { WeightedAverage(of: f1, in: self) }
}
