/// The mean of a metric over the classes for which it is defined, and which those are not.
///
/// Other than in a ``MacroAverage`` an undefined metric does not count as 0: 0 would not be the
/// worst guess but the claim that the ranking is upside down.
public struct MeanOverDefined: Codable, Sendable, Equatable {
  public let value: MetricValue
  /// The classes that were left out.
  public let undefinedClasses: [Int]

  /// - Parameters:
  ///   - values: One for each class.
  ///   - weights: One for each class, 0 or more; each counts the same where there are none.
  init(of values: [MetricValue], weights: [Int]? = nil) {
    var (sum, total) = (0.0, 0.0)
    for (index, metric) in values.enumerated() {
      guard let value = metric.value else { continue }
      let weight = weights.map { Double($0[index]) } ?? 1
      sum += weight * value
      total += weight
    }
    value = total > 0 ? .defined(sum / total) : .undefined(.undefinedForEveryClass)
    undefinedClasses = values.indices.filter { values[$0].value == nil }
  }
}
