import Kernels
import Tensors
import Workers

/// Finds the items whose features point in the most similar direction.
///
/// Block against block through one matrix product: beside the features it needs memory for two blocks
/// and their products, however many items there are.
struct NeighbourSearch {
  /// Rows of a block: enough for the product to be fast, few enough for features of any length.
  private static let queryRows = 128
  private static let candidateRows = 256

  private let features: Tensor
  private let candidates: [Int]
  private let columns: [Int]?

  /// - Parameters:
  ///   - candidates: Items that may be found; earlier ones come first of equally near ones.
  ///   - columns: The features that are looked at, ascending; `nil` for all.
  init(features: Tensor, among candidates: [Int], columns: [Int]? = nil) {
    self.features = features
    self.candidates = candidates.sorted()
    self.columns = columns
  }

  var candidateCount: Int { candidates.count }

  /// Of the candidates' features, in single precision.
  var featureByteCount: Int {
    candidates.count * features.shape.elementCount / max(features.shape[0], 1)
      * MemoryLayout<Float>.stride
  }

  /// What a search keeps beside the features while it runs.
  var workingByteCount: Int {
    let featureCount = features.shape.elementCount / max(features.shape[0], 1)
    return MemoryLayout<Float>.stride
      * ((Self.queryRows + Self.candidateRows) * featureCount + Self.queryRows * Self.candidateRows)
  }

  /// - Parameter queries: `[items, ...]`, as many features a row as the candidates have.
  /// - Returns: For each item, the nearest `count` or all that there are.
  /// - Throws: ``TrainingError/notFinite(item:)``, `CancellationError`.
  func nearest(
    to items: [Int], of queries: Tensor, count: Int, cancellation: Cancellation?
  ) throws -> [[Neighbour]] {
    var query = FeatureBlock(rowCount: Self.queryRows, of: queries)
    var candidate = FeatureBlock(rowCount: Self.candidateRows, of: features)
    precondition(query.featureCount == candidate.featureCount, "features of one network")
    var products = [Float](repeating: 0, count: Self.queryRows * Self.candidateRows)
    var result: [[Neighbour]] = []
    for queryStart in stride(from: 0, to: items.count, by: Self.queryRows) {
      let asked = items[queryStart..<min(queryStart + Self.queryRows, items.count)]
      try query.fill(asked, of: queries)
      if let columns { query.keep(columns) }
      query.normalize()
      var lists = [NearestList](repeating: NearestList(capacity: count), count: asked.count)
      for start in stride(from: 0, to: candidates.count, by: Self.candidateRows) {
        try cancellation?.check()
        let block = candidates[start..<min(start + Self.candidateRows, candidates.count)]
        try candidate.fill(block, of: features)
        if let columns { candidate.keep(columns) }
        candidate.normalize()
        LinearAlgebra.multiplyRows(
          query.values, candidate.values, rows: Self.queryRows, columns: Self.candidateRows,
          depth: query.featureCount, into: &products)
        for row in lists.indices {
          for (column, item) in block.enumerated() {
            // Rounding may leave the interval by a little.
            let similarity = min(max(products[row * Self.candidateRows + column], -1), 1)
            lists[row].insert(item, similarity: similarity)
          }
        }
      }
      result += lists.map(\.neighbours)
    }
    return result
  }
}
