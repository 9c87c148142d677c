import Evaluation
import Tensors
import Training

/// A baseline of as many numbers as a fitted one: what they are changes neither its time nor its size.
struct BaselineStandIn: Sendable {
  let name: Baseline.Name
  let classifier: any FrozenClassifier
  /// What it keeps in memory.
  let byteCount: Int
  /// What each thread needs beside it.
  let workingByteCount: Int
  /// What its numbers are in a file, in single precision.
  let fileByteCount: Int

  /// - Parameters:
  ///   - featureCount: That the backbone gives for a picture.
  ///   - trainingCount: Pictures that it would learn from.
  /// - Returns: `nil` for a baseline that does not look at the picture.
  /// - Throws: What fitting throws.
  init?(_ name: Baseline.Name, featureCount: Int, classCount: Int, trainingCount: Int) throws {
    self.name = name
    switch name {
    case .majorityClass:
      return nil
    case .nearestNeighbours:
      let fitted = try NearestNeighbours.fit(
        Self.table(rows: trainingCount, columns: featureCount, classCount: classCount),
        training: Array(0..<trainingCount), classCount: classCount)
      (classifier, byteCount) = (fitted, fitted.byteCount)
      workingByteCount = fitted.workingByteCount
      fileByteCount = trainingCount * (featureCount + 1) * MemoryLayout<Float>.stride
    case .logisticRegression:
      // A step towards any optimum has all the numbers.
      let fitted = try LogisticRegression.fit(
        Self.table(rows: classCount, columns: featureCount, classCount: classCount),
        training: Array(0..<classCount), classCount: classCount,
        settings: LogisticRegression.Settings(iterationLimit: 1), cancellation: nil)
      (classifier, byteCount) = (fitted, fitted.byteCount)
      workingByteCount = fitted.workingByteCount
      fileByteCount = classCount * (featureCount + 1) * MemoryLayout<Float>.stride
    }
  }

  /// Bytes of the features that ``init(_:featureCount:classCount:trainingCount:)`` makes.
  static func tableByteCount(featureCount: Int, trainingCount: Int) -> Int {
    featureCount * trainingCount * MemoryLayout<Float>.stride
  }

  private static func table(rows: Int, columns: Int, classCount: Int) throws -> FeatureTable {
    var random = RandomStream(seed: 0, purpose: .sampling)
    return FeatureTable(
      features: try Tensor(
        (0..<rows * columns).map { _ in random.nextUniform() }, shape: [rows, columns]),
      labels: (0..<rows).map { $0 % classCount },
      weights: [Float](repeating: 1, count: rows), identifiers: (0..<UInt64(rows)).map { $0 })
  }
}
