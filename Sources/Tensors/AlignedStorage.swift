import Glibc

/// A block of memory aligned to a cache line, zeroed when made and freed with its owner.
///
/// - Invariant: `start` points to `byteCount` initialized bytes for as long as the object lives.
public final class AlignedStorage: @unchecked Sendable {
  // Sendable without a lock: whoever writes must be the only owner. `Tensor` proves that with
  // `isKnownUniquelyReferenced`; an arena belongs to one worker.

  /// One cache line, and one AVX-512 register.
  public static let alignment = 64

  public let start: UnsafeMutableRawPointer
  public let byteCount: Int

  /// - Throws: ``TensorError/outOfMemory(byteCount:)`` if the system refuses the memory.
  public init(byteCount: Int) throws(TensorError) {
    precondition(byteCount >= 0, "a block cannot have \(byteCount) bytes")
    // A page-aligned large block, filled with huge pages where the system offers them, costs a
    // fraction of the first-touch time.
    let alignment = byteCount >= 1 << 21 ? 1 << 21 : Self.alignment
    var pointer: UnsafeMutableRawPointer?
    let padded = max(byteCount, 1)
    guard padded <= Int.max - alignment, posix_memalign(&pointer, alignment, padded) == 0,
      let pointer
    else { throw .outOfMemory(byteCount: byteCount) }
    if byteCount >= 1 << 21 {
      madvise(pointer, padded, MADV_HUGEPAGE)  // Advice: a refusal changes only the speed.
    }
    memset(pointer, 0, padded)
    start = pointer
    self.byteCount = byteCount
  }

  deinit {
    free(start)
  }
}
