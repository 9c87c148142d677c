/// The mean of a metric over classes, each class counting the same, and what had to be left out.
///
/// The mean goes over the classes that occur in the truth or among the predictions, as
/// scikit-learn's `average="macro"` does. Where the metric is undefined for one of them it counts
/// as 0 (scikit-learn's `zero_division` default, which warns); those classes are named in
/// ``undefinedClasses``, so that a reader can be told.
public struct MacroAverage: Codable, Sendable, Equatable {
  /// In `[0, 1]`.
  public let value: Double
  /// Classes that occur or were predicted, but for which the metric is undefined: counted as 0.
  public let undefinedClasses: [Int]
  /// Classes that neither occur nor were predicted: not counted.
  public let absentClasses: [Int]

  /// `nil` if the matrix holds no item.
  init?(of values: [Double?], in matrix: ConfusionMatrix) {
    let present = zip(matrix.support, matrix.predictedCounts).map { $0 + $1 > 0 }
    let counted = values.indices.filter { present[$0] }
    guard !counted.isEmpty else { return nil }
    value = counted.reduce(0.0) { $0 + (values[$1] ?? 0) } / Double(counted.count)
    undefinedClasses = counted.filter { values[$0] == nil }
    absentClasses = values.indices.filter { !present[$0] }
  }
}
