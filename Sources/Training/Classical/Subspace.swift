import Kernels
import Tensors

/// Directions that a symmetric matrix `Xᵀ X` turns towards its first eigenvectors.
struct Subspace {
  private let size: Int
  private let columns: Int
  /// `[size, columns]`, orthonormal but for rows of zeros, where there are no further directions.
  private var basis: [Double]

  struct Ritz {
    /// The greatest first.
    let values: [Double]
    /// `[size, columns]`
    let vectors: [Double]
    /// How far each is from an eigenvector: the length of `A v − λ v`.
    let residuals: [Double]

    func isConverged(_ count: Int, tolerance: Double) -> Bool {
      residuals.prefix(count).allSatisfy { $0 <= tolerance * (values.first ?? 0) }
    }
  }

  init(size: Int, columns: Int) {
    self.size = size
    self.columns = columns
    var random = RandomStream(seed: 0, purpose: .initialization)
    basis = (0..<size * columns).map { _ in Double(random.nextNormal()) }
    orthonormalize()
  }

  /// Takes the best of the subspace, and moves it on.
  mutating func step(_ matrix: TrainingMatrix) throws -> Ritz {
    let rows = matrix.rowCount
    var products = [Double](repeating: 0, count: rows * size)
    LinearAlgebra.multiplyRows(
      matrix.values, basis, rows: rows, columns: size, depth: columns, into: &products)
    var turned = [Double](repeating: 0, count: size * columns)
    LinearAlgebra.multiplyColumns(
      products, matrix.values, rows: size, columns: columns, depth: rows, into: &turned)
    var small = [Double](repeating: 0, count: size * size)
    LinearAlgebra.multiplyColumns(
      products, products, rows: size, columns: size, depth: rows, into: &small)
    let (values, rotation) = try LinearAlgebra.eigenvectors(ofSymmetric: small, size: size)
    let order = (0..<size).reversed()
    let vectors = combined(basis, rotation, order)
    let next = combined(turned, rotation, order)
    let ritz = Ritz(
      values: order.map { values[$0] }, vectors: vectors,
      residuals: order.enumerated().map { row, place in
        var difference = Array(next[row * columns..<(row + 1) * columns])
        LinearAlgebra.add(
          Array(vectors[row * columns..<(row + 1) * columns]), times: -values[place],
          to: &difference)
        return LinearAlgebra.dot(difference, difference).squareRoot()
      })
    basis = next
    orthonormalize()
    return ritz
  }

  /// Rows of `rotation · rows`, in the given order.
  private func combined(
    _ rows: [Double], _ rotation: [Double], _ order: some Collection<Int>
  ) -> [Double] {
    // `multiplyColumns` reads its left matrix by columns: the transposed rotation.
    var transposed = [Double](repeating: 0, count: size * size)
    for (row, place) in order.enumerated() {
      for column in 0..<size { transposed[column * size + row] = rotation[place * size + column] }
    }
    var result = [Double](repeating: 0, count: size * columns)
    LinearAlgebra.multiplyColumns(
      transposed, rows, rows: size, columns: columns, depth: size, into: &result)
    return result
  }

  /// Gram–Schmidt, twice: once leaves what rounding left.
  private mutating func orthonormalize() {
    var done: [[Double]] = []
    for row in 0..<size {
      var vector = Array(basis[row * columns..<(row + 1) * columns])
      let before = LinearAlgebra.dot(vector, vector).squareRoot()
      for _ in 0..<2 {
        for other in done {
          LinearAlgebra.add(other, times: -LinearAlgebra.dot(vector, other), to: &vector)
        }
      }
      let length = LinearAlgebra.dot(vector, vector).squareRoot()
      // What is left of a vector among the others is rounding.
      let scale = length > 1e-12 * before && length > 0 ? 1 / length : 0
      done.append(vector.map { $0 * scale })
    }
    basis = done.flatMap { $0 }
  }
}
