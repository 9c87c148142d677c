/// How many items of each true class were predicted as each class.
public struct ConfusionMatrix: Codable, Sendable, Equatable {
  /// `[true class][predicted class]`, counts of items.
  public let counts: [[Int]]

  /// - Parameters:
  ///   - truth: `[items]`, classes in `0..<classCount`; others trap.
  ///   - predicted: `[items]`, likewise.
  public init(truth: [Int], predicted: [Int], classCount: Int) {
    precondition(truth.count == predicted.count, "a prediction for every item, and no other")
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
    for (label, prediction) in zip(truth, predicted) { counts[label][prediction] += 1 }
    self.counts = counts
  }

  public var classCount: Int { counts.count }

  public var itemCount: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// `[classes]`, how many items truly are of each class.
  public var support: [Int] { counts.map { $0.reduce(0, +) } }

  /// `[classes]`, how often each class was predicted.
  public var predictedCounts: [Int] {
    (0..<classCount).map { column in counts.reduce(0) { $0 + $1[column] } }
  }

  /// `[classes]`, how many items of each class were recognized.
  public var correctCounts: [Int] { (0..<classCount).map { counts[$0][$0] } }
}
