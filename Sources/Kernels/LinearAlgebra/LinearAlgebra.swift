import COpenBLAS

/// Products of dense matrices and vectors by OpenBLAS, on the calling thread alone.
///
/// OpenBLAS's own threads would slow down those of the workers, and how they share a sum depends on
/// their number. Matrices are row-major arrays without gaps; an array may be longer than its matrix.
public enum LinearAlgebra {
  /// Said once, before the first call, for the whole process.
  private static let onOneThread: Void = openblas_set_num_threads(1)

  /// Comes before every call of the library.
  static func prepare() { _ = onOneThread }

  /// `result[i, j] = Σₖ left[i, k] · right[j, k]`
  /// - Parameters:
  ///   - left: `[rows, depth]`.
  ///   - right: `[columns, depth]`.
  ///   - result: `[rows, columns]`; what it held is lost.
  /// - Precondition: The arrays hold that many elements.
  public static func multiplyRows(
    _ left: [Float], _ right: [Float], rows: Int, columns: Int, depth: Int,
    into result: inout [Float]
  ) {
    check(left.count, right.count, result.count, rows: rows, columns: columns, depth: depth)
    prepare()
    // Sound: the arrays are as long as the extents say, checked above.
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, CInt(rows), CInt(columns), CInt(depth), 1, left,
      stride(depth), right, stride(depth), 0, &result, stride(columns))
  }

  /// `result[i, j] = Σₖ left[i, k] · right[j, k]`, in double precision.
  /// - Parameters:
  ///   - left: `[rows, depth]`.
  ///   - right: `[columns, depth]`.
  ///   - result: `[rows, columns]`; what it held is lost.
  /// - Precondition: The arrays hold that many elements.
  public static func multiplyRows(
    _ left: [Double], _ right: [Double], rows: Int, columns: Int, depth: Int,
    into result: inout [Double]
  ) {
    check(left.count, right.count, result.count, rows: rows, columns: columns, depth: depth)
    prepare()
    // Sound: the arrays are as long as the extents say, checked above.
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, CInt(rows), CInt(columns), CInt(depth), 1, left,
      stride(depth), right, stride(depth), 0, &result, stride(columns))
  }

  /// `result[i, j] = Σₖ left[k, i] · right[k, j]`
  /// - Parameters:
  ///   - left: `[depth, rows]`.
  ///   - right: `[depth, columns]`.
  ///   - result: `[rows, columns]`; what it held is lost.
  /// - Precondition: The arrays hold that many elements.
  public static func multiplyColumns(
    _ left: [Double], _ right: [Double], rows: Int, columns: Int, depth: Int,
    into result: inout [Double]
  ) {
    check(left.count, right.count, result.count, rows: rows, columns: columns, depth: depth)
    prepare()
    // Sound: the arrays are as long as the extents say, checked above.
    cblas_dgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, CInt(rows), CInt(columns), CInt(depth), 1, left,
      stride(rows), right, stride(columns), 0, &result, stride(columns))
  }

  /// `Σ first[i] · second[i]`
  /// - Precondition: Both are as long.
  public static func dot(_ first: [Double], _ second: [Double]) -> Double {
    precondition(first.count == second.count, "\(first.count) and \(second.count) elements")
    prepare()
    // Sound: both hold `first.count` elements.
    return cblas_ddot(CInt(first.count), first, 1, second, 1)
  }

  /// `target[i] += scale · vector[i]`
  /// - Precondition: Both are as long.
  public static func add(_ vector: [Double], times scale: Double, to target: inout [Double]) {
    precondition(vector.count == target.count, "\(vector.count) and \(target.count) elements")
    prepare()
    // Sound: both hold `vector.count` elements.
    cblas_daxpy(CInt(vector.count), scale, vector, 1, &target, 1)
  }

  private static func check(
    _ left: Int, _ right: Int, _ result: Int, rows: Int, columns: Int, depth: Int
  ) {
    precondition(
      left >= rows * depth && right >= columns * depth && result >= rows * columns,
      "\(left) and \(right) elements do not fill [\(rows), \(depth)] and [\(columns), \(depth)], or "
        + "\(result) not [\(rows), \(columns)]")
  }

  /// From one row to the next; the library wants at least 1 where rows are empty.
  private static func stride(_ rowLength: Int) -> CInt { CInt(max(rowLength, 1)) }
}
