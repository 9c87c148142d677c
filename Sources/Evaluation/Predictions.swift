/// What a model said about a set of items, beside the truth.
///
/// The metrics are properties of this type (where they need probabilities) and of its
/// ``confusion`` matrix (where the predicted class is enough).
public struct Predictions: Sendable {
  public let itemCount: Int
  public let classCount: Int
  /// `[items × classes]`, row-major.
  public let probabilities: [Double]
  /// The true class of each item, in `0..<classCount`.
  public let labels: [Int]
  /// The machine epsilon of the type in which the probabilities came; ``logLoss`` clips with it.
  public let epsilon: Double

  /// How far a row's sum may be from 1. Single precision over thousands of classes stays well
  /// within; logits, percentages and sigmoid outputs do not.
  public static let rowSumTolerance = 1e-3

  /// - Parameters:
  ///   - probabilities: `[items × classes]`, row-major, in `[0, 1]`, each row summing to 1 within
  ///     ``rowSumTolerance``. `Float` or `Double`.
  ///   - labels: `[items]`, the true classes.
  /// - Throws: ``EvaluationError``, naming the first item that breaks a rule.
  public init<Value: BinaryFloatingPoint>(
    probabilities: [Value], labels: [Int], classCount: Int
  ) throws(EvaluationError) {
    guard !labels.isEmpty, classCount > 0 else { throw .noItems }
    let (expected, overflow) = labels.count.multipliedReportingOverflow(by: classCount)
    guard !overflow, probabilities.count == expected else {
      throw .countMismatch(
        items: labels.count, classes: classCount, probabilities: probabilities.count)
    }
    let values = probabilities.map { Double($0) }
    for (item, label) in labels.enumerated() {
      guard (0..<classCount).contains(label) else {
        throw .labelOutOfRange(item: item, label: label, classes: classCount)
      }
      try Self.checkRow(values[item * classCount..<(item + 1) * classCount], item: item)
    }
    itemCount = labels.count
    self.classCount = classCount
    self.probabilities = values
    self.labels = labels
    epsilon = Double(Value.ulpOfOne)
  }

  /// The class of the greatest probability for each item; of equal ones the first.
  public var predictedLabels: [Int] {
    (0..<itemCount).map { item in
      let row = row(of: item)
      var best = row.startIndex
      for index in row.indices where row[index] > row[best] { best = index }
      return best - row.startIndex
    }
  }

  /// How often each class was taken for each other.
  public var confusion: ConfusionMatrix {
    ConfusionMatrix(truth: labels, predicted: predictedLabels, classCount: classCount)
  }

  func row(of item: Int) -> ArraySlice<Double> {
    probabilities[item * classCount..<(item + 1) * classCount]
  }

  private static func checkRow(_ row: ArraySlice<Double>, item: Int) throws(EvaluationError) {
    var sum = 0.0
    for (index, value) in row.enumerated() {
      // A softmax in single precision may round a little above 1.
      guard value >= 0, value <= 1 + rowSumTolerance else {
        throw .notAProbability(item: item, class: index, value: value)
      }
      sum += value
    }
    guard abs(sum - 1) <= rowSumTolerance else {
      throw .rowDoesNotSumToOne(item: item, sum: sum)
    }
  }
}
