import Tensors

/// Some rows of a table of features, in single precision, filled again and again.
///
/// It always has the same number of rows: an item's products then do not depend on how many are asked
/// for beside it. Rows that nobody asked for are zero.
struct FeatureBlock {
  let rowCount: Int
  let featureCount: Int
  /// `[rows, features]`
  private(set) var values: [Float]

  init(rowCount: Int, of features: Tensor) {
    self.rowCount = rowCount
    featureCount = features.shape.elementCount / max(features.shape[0], 1)
    values = [Float](repeating: 0, count: rowCount * featureCount)
  }

  /// - Throws: ``TrainingError/notFinite(item:)``.
  mutating func fill(_ items: ArraySlice<Int>, of features: Tensor) throws(TrainingError) {
    let featureCount = featureCount
    precondition(
      items.count <= rowCount && features.shape.elementCount == features.shape[0] * featureCount,
      "at most \(rowCount) rows of \(featureCount) features")
    let wrongRow = values.withUnsafeMutableBufferPointer { target -> Int? in
      FeatureTable.gather(items, of: features, into: target)
      // Sound: the buffer holds `rowCount · featureCount` elements.
      for index in items.count * featureCount..<target.count { target[index] = 0 }
      return (0..<items.count * featureCount).first { !target[$0].isFinite }
        .map { $0 / featureCount }
    }
    if let wrongRow { throw .notFinite(item: items[items.startIndex + wrongRow]) }
  }

  /// Makes all other columns 0: lengths and products are then of these alone.
  /// - Parameter columns: Ascending.
  mutating func keep(_ columns: [Int]) {
    guard columns.count < featureCount else { return }
    var isKept = [Bool](repeating: false, count: featureCount)
    for column in columns { isKept[column] = true }
    let featureCount = featureCount
    let rowCount = rowCount
    values.withUnsafeMutableBufferPointer { target in
      // Sound: the buffer holds `rowCount · featureCount` elements.
      for row in 0..<rowCount {
        for column in 0..<featureCount where !isKept[column] {
          target[row * featureCount + column] = 0
        }
      }
    }
  }

  /// Divides each row by its length; a row of zeros stays as it is.
  mutating func normalize() {
    let featureCount = featureCount
    let rowCount = rowCount
    values.withUnsafeMutableBufferPointer { target in
      for row in 0..<rowCount {
        let range = row * featureCount..<(row + 1) * featureCount
        // Squares of single precision numbers neither overflow nor vanish in double precision.
        var squares = 0.0
        for index in range { squares += Double(target[index]) * Double(target[index]) }
        guard squares > 0 else { continue }
        let scale = 1 / squares.squareRoot()
        for index in range { target[index] = Float(Double(target[index]) * scale) }
      }
    }
  }
}
