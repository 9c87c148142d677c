import Evaluation
import Kernels
import Tensors
import Workers

extension LogisticRegression {
  /// Rows of one product, always as many.
  private static let blockRows = 64

  /// What it keeps: weights and intercepts.
  public var byteCount: Int {
    (weights.count + intercepts.count) * MemoryLayout<Double>.stride
  }

  /// What an answer takes beside it while it is worked out.
  public var workingByteCount: Int {
    Self.blockRows
      * (selection.featureCount * MemoryLayout<Float>.stride
        + (selection.columns.count + presentClasses.count) * MemoryLayout<Double>.stride)
  }

  public func probabilities(
    _ features: Tensor, items: [Int], cancellation: Cancellation?
  ) throws -> [Float] {
    var block = FeatureBlock(rowCount: Self.blockRows, of: features)
    precondition(
      block.featureCount == selection.featureCount, "\(selection.featureCount) features a row")
    var logits = [Double](repeating: 0, count: Self.blockRows * presentClasses.count)
    var result: [Float] = []
    result.reserveCapacity(items.count * classCount)
    for start in stride(from: 0, to: items.count, by: Self.blockRows) {
      try cancellation?.check()
      let rows = items[start..<min(start + Self.blockRows, items.count)]
      try block.fill(rows, of: features)
      LinearAlgebra.multiplyRows(
        selection.picked(from: block), weights, rows: Self.blockRows,
        columns: presentClasses.count, depth: selection.columns.count, into: &logits)
      for row in 0..<rows.count {
        let own = logits[row * presentClasses.count..<(row + 1) * presentClasses.count]
        result += allClasses(Softmax.probabilities(zip(own, intercepts).map { $0 + $1 }))
      }
    }
    return result
  }

  /// `[classes]` from those that are present.
  private func allClasses(_ probabilities: [Double]) -> [Float] {
    var row = [Float](repeating: 0, count: classCount)
    for (label, probability) in zip(presentClasses, probabilities) {
      row[label] = Float(probability)
    }
    return row
  }
}
