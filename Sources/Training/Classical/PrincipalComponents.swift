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
