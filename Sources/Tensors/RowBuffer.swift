/// Rows of one size that several workers fill, each row by one worker.
///
/// - Invariant: No two workers write the same row, and nobody reads before all have finished. Whoever
///   hands out rows (one task each) guarantees it.
public final class RowBuffer: @unchecked Sendable {
  // Sendable without a lock: rows are disjoint ranges, see the invariant.

  public let rowCount: Int
  public let rowByteCount: Int
  private let storage: AlignedStorage

  /// - Throws: ``TensorError/outOfMemory(byteCount:)``.
  public init(rowCount: Int, rowByteCount: Int) throws(TensorError) {
    let (byteCount, overflow) = rowCount.multipliedReportingOverflow(by: rowByteCount)
    guard !overflow else { throw .outOfMemory(byteCount: .max) }
    self.rowCount = rowCount
    self.rowByteCount = rowByteCount
    storage = try AlignedStorage(byteCount: byteCount)
  }

  /// - Precondition: The row exists and is as long as `bytes`.
  public func write(_ bytes: UnsafeRawBufferPointer, toRow row: Int) {
    precondition((0..<rowCount).contains(row) && bytes.count == rowByteCount, "one whole row")
    guard let base = bytes.baseAddress else { return }
    (storage.start + row * rowByteCount).copyMemory(from: base, byteCount: rowByteCount)
  }

  /// Calls `body` with the bytes of every row.
  public func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try body(UnsafeRawBufferPointer(start: storage.start, count: storage.byteCount))
  }

  /// Calls `body` with the memory of every row, for a single writer.
  public func withUnsafeMutableBytes<Result>(
    _ body: (UnsafeMutableRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try body(UnsafeMutableRawBufferPointer(start: storage.start, count: storage.byteCount))
  }

  /// The given rows, one after the other, as a tensor of that many rows.
  /// - Throws: ``TensorError/outOfMemory(byteCount:)``.
  public func tensor(
    rows: [Int], rowShape: [Int], elementType: ElementType
  ) throws -> Tensor {
    var result = try Tensor(zeros: Shape([rows.count] + rowShape), elementType: elementType)
    precondition(result.byteCount == rows.count * rowByteCount, "rows of this shape")
    try result.withUnsafeMutableBytes { target in
      guard let base = target.baseAddress else { return }
      for (place, row) in rows.enumerated() {
        (base + place * rowByteCount).copyMemory(
          from: storage.start + row * rowByteCount, byteCount: rowByteCount)
      }
    }
    return result
  }
}
