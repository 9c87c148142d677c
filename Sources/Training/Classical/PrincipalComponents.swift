import Kernels
import Tensors
import Workers

/// The directions in which features vary most: the eigenvectors of their covariance with the greatest eigenvalues.
///
/// Found by subspace iteration with ten directions more than are wanted, each step followed by the small eigenproblem of
/// the subspace (Rayleigh–Ritz): memory is that of the items in double precision, however many features there are. The
/// start is drawn from a fixed stream, so that the same items give the same bits. As scikit-learn has it, of each
/// component the entry of greatest magnitude is positive.
/// - Source: Pearson, "On lines and planes of closest fit", 1901; Halko, Martinsson and Tropp, "Finding structure with
///   randomness", SIAM Review 53, 2011, arXiv:0909.4061.
public struct PrincipalComponents: Sendable {
  private static let furtherDirections = 10
  private static let stepLimit = 300
  /// Of the residual, to the greatest eigenvalue.
  private static let tolerance = 1e-10

  public let featureCount: Int
  /// How many components there are.
  public let count: Int
  /// `[count, features]`, orthonormal, the greatest variance first.
  public let components: [Double]
  /// `[features]`, of the items.
  public let mean: [Double]
  /// `[count]`, of the items along each component, divided by one less than their number.
  public let variances: [Double]
  /// Of all directions together.
  public let totalVariance: Double
  /// Whether every component is an eigenvector within the tolerance; where variances are nearly equal some are not, and
  /// say nothing that others would not.
  public let isConverged: Bool

  /// `[count]`, the share of the variance along each component; `nil` where nothing varies.
  public var explainedVariance: [Double]? {
    totalVariance > 0 ? variances.map { $0 / totalVariance } : nil
  }

  /// - Parameters:
  ///   - features: `[items, ...]`, `float32` or `bfloat16`.
  ///   - items: Rows to look at; each counts once.
  ///   - count: How many components are wanted, at least 1; there are at most as many as items or features.
  /// - Throws: ``TrainingError/noItems``, ``TrainingError/notFinite(item:)``, `KernelError`, `CancellationError`.
  public init(
    of features: Tensor, items: [Int], count: Int, cancellation: Cancellation? = nil
  ) throws {
    precondition(count > 0, "at least one component")
    guard !items.isEmpty else { throw TrainingError.noItems }
    var matrix = try TrainingMatrix(features, items: items, cancellation: cancellation)
    let (mean, scale) = matrix.center(
      shares: [Double](repeating: 1 / Double(items.count), count: items.count))
    let size = min(count + Self.furtherDirections, items.count, matrix.columnCount)
    let wanted = min(count, size)
    var subspace = Subspace(size: size, columns: matrix.columnCount)
    var found = try subspace.step(matrix)
    var steps = 1
    while !found.isConverged(wanted, tolerance: Self.tolerance), steps < Self.stepLimit {
      try cancellation?.check()
      found = try subspace.step(matrix)
      steps += 1
    }
    featureCount = matrix.columnCount
    self.count = wanted
    self.mean = mean
    components = Self.signed(found.vectors, count: wanted, columns: matrix.columnCount)
    let unit = scale * scale / Double(max(items.count - 1, 1))
    variances = found.values.prefix(wanted).map { max($0, 0) * unit }
    totalVariance = LinearAlgebra.dot(matrix.values, matrix.values) * unit
    isConverged = found.isConverged(wanted, tolerance: Self.tolerance)
  }

  private static func signed(_ vectors: [Double], count: Int, columns: Int) -> [Double] {
    (0..<count).flatMap { row -> [Double] in
      let vector = vectors[row * columns..<(row + 1) * columns]
      let greatest = vector.max { abs($0) < abs($1) } ?? 0
      return greatest < 0 ? vector.map { -$0 } : Array(vector)
    }
  }

  /// Where items lie along the components, from the mean.
  /// - Parameters:
  ///   - features: `[items, ...]`, as many features a row as were looked at; others trap.
  ///   - items: The rows that are asked for.
  /// - Returns: `[items, count]`, row by row.
  /// - Throws: ``TrainingError/notFinite(item:)``, `CancellationError`.
  public func coordinates(
    of features: Tensor, items: [Int], cancellation: Cancellation? = nil
  ) throws -> [Double] {
    let matrix = try TrainingMatrix(features, items: items, cancellation: cancellation)
    precondition(matrix.columnCount == featureCount, "\(featureCount) features a row")
    var result = [Double](repeating: 0, count: items.count * count)
    var origin = [Double](repeating: 0, count: count)
    LinearAlgebra.multiplyRows(
      matrix.values, components, rows: items.count, columns: count, depth: featureCount,
      into: &result)
    LinearAlgebra.multiplyRows(
      mean, components, rows: 1, columns: count, depth: featureCount, into: &origin)
    for index in result.indices { result[index] -= origin[index % count] }
    return result
  }
}

/// Directions that a symmetric matrix `Xᵀ X` turns towards its first eigenvectors.
private struct Subspace {
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
