import COpenBLAS

extension LinearAlgebra {
  /// `matrix · vᵢ = λᵢ · vᵢ` with `vᵢ · vⱼ = 1` for `i = j`, else 0.
  /// - Parameters:
  ///   - matrix: Symmetric, `[size, size]`, finite; only its upper triangle is read.
  ///   - size: At least 1.
  /// - Returns: The values in ascending order, and `[size, size]`: in row `i` the vector of value `i`, of either sign.
  /// - Throws: ``KernelError/failed(operation:status:)`` if LAPACK does not converge.
  /// - Precondition: The array holds that many elements.
  /// - Source: LAPACK's `dsyev`.
  public static func eigenvectors(
    ofSymmetric matrix: [Double], size: Int
  ) throws(KernelError) -> (values: [Double], vectors: [Double]) {
    precondition(
      size > 0 && matrix.count >= size * size, "\(matrix.count) elements for [\(size), \(size)]")
    prepare()
    var vectors = Array(matrix.prefix(size * size))
    var values = [Double](repeating: 0, count: size)
    let extent = CInt(size)
    // As much as the reduction needs without blocks; matrices here are small.
    var work = [Double](repeating: 0, count: max(1, 3 * size - 1))
    let workCount = CInt(work.count)
    var status: CInt = 0
    // Sound: the arrays are as long as LAPACK's description says. A row-major upper triangle is a column-major lower
    // one, and columns come back as rows.
    dsyev_("V", "L", [extent], &vectors, [extent], &values, &work, [workCount], &status, 1, 1)
    guard status == 0 else {
      throw KernelError.failed(operation: "eigenvectors", status: "dsyev: \(status)")
    }
    return (values, vectors)
  }
}
