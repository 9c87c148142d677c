import Workers

/// The features that a regression with few weights keeps.
struct SparseColumns {
  /// Columns with a weight that is not 0, ascending.
  let columns: [Int]
  /// Whether the search ended within its tolerance.
  let isConverged: Bool

  /// - Parameters:
  ///   - matrix: `[items, columns]`.
  ///   - labels: `[items]`.
  ///   - inversePenalty: `C` of `C · Σ −ln pᵢ,ᵧ₍ᵢ₎ + ‖W‖₁`.
  /// - Throws: `CancellationError`.
  /// - Source: Tibshirani, "Regression shrinkage and selection via the lasso", 1996; as scikit-learn's
  ///   `SelectFromModel` does with a multinomial regression.
  init(
    of matrix: TrainingMatrix, labels: [Int], inversePenalty: Double, cancellation: Cancellation?
  ) throws {
    var matrix = matrix
    let shares = [Double](repeating: 1 / Double(labels.count), count: labels.count)
    let scale = matrix.center(shares: shares).scale
    let present = Set(labels).sorted()
    let columnCount = matrix.columnCount
    let loss = MultinomialLoss(
      matrix: matrix, labels: labels.map { label in present.firstIndex(of: label) ?? 0 },
      shares: shares, classCount: present.count, penalty: 0)
    let weightCount = present.count * columnCount
    let solver = ProximalGradient(
      penalty: 1 / (inversePenalty * Double(labels.count) * scale), penalizedCount: weightCount)
    let start = [Double](repeating: 0, count: loss.parameterCount)
    let minimum = try solver.minimum(from: start) { parameters in
      try cancellation?.check()
      return loss(parameters)
    }
    isConverged = minimum.isConverged
    columns = (0..<columnCount).filter { column in
      present.indices.contains { minimum.point[$0 * columnCount + column] != 0 }
    }
  }
}
