/// What was wrong with the numbers that were to be judged.
public enum EvaluationError: Error, Equatable, CustomStringConvertible {
  /// There is no item, and so no metric.
  case noItems
  /// `[items × classes]` was expected.
  case countMismatch(items: Int, classes: Int, probabilities: Int)
  case labelOutOfRange(item: Int, label: Int, classes: Int)
  case notAProbability(item: Int, class: Int, value: Double)
  case rowDoesNotSumToOne(item: Int, sum: Double)
  /// A cost matrix has a row and a column for each class.
  case costsAreNotSquare(rows: Int, columns: Int)
  case costIsNotFinite(value: Double)

  public var description: String {
    switch self {
    case .noItems:
      "evaluate: expected at least one item and one class, found none"
    case .countMismatch(let items, let classes, let probabilities):
      "evaluate: expected \(items) items × \(classes) classes, found \(probabilities) probabilities"
    case .labelOutOfRange(let item, let label, let classes):
      "evaluate: item \(item): expected a label in 0..<\(classes), found \(label)"
    case .notAProbability(let item, let classIndex, let value):
      "evaluate: item \(item), class \(classIndex): expected a probability in [0, 1], found \(value)"
        + (value.isFinite ? "; pass logits through softmax first" : "; the model has diverged")
    case .rowDoesNotSumToOne(let item, let sum):
      "evaluate: item \(item): expected probabilities that sum to 1, found \(sum); "
        + "pass logits through softmax first"
    case .costsAreNotSquare(let rows, let columns):
      "costs: expected a row and a column for every class, found \(rows) rows and one of "
        + "\(columns) columns"
    case .costIsNotFinite(let value):
      "costs: expected finite numbers, found \(value)"
    }
  }
}
