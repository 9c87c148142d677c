import CPixels
import Glibc

/// Memory for pixels, aligned to a cache line and not zeroed: whoever makes it fills it.
///
/// - Invariant: `start` points to `byteCount` bytes, and after them to a few readable ones that the
///   loops over pixels may load and never use.
final class PixelStorage: @unchecked Sendable {
  // Sendable without a lock: written by its maker only, before anyone else has it.

  let start: UnsafeMutablePointer<UInt8>
  let byteCount: Int

  /// - Throws: ``ImageError/outOfMemory(path:byteCount:)`` if the system refuses the memory.
  init(byteCount: Int, path: String?) throws(ImageError) {
    precondition(byteCount >= 0, "a block cannot have \(byteCount) bytes")
    let slack = Int(graft_readable_slack)
    // Large blocks on huge pages, where the system offers them: fewer faults at the first touch,
    // which took a tenth off the decoding of a 12-megapixel photo. Advice: a refusal costs only that.
    let alignment = byteCount >= 1 << 21 ? 1 << 21 : 64
    var pointer: UnsafeMutableRawPointer?
    guard byteCount <= Int.max - slack - alignment,
      posix_memalign(&pointer, alignment, byteCount + slack) == 0, let pointer
    else { throw .outOfMemory(path: path, byteCount: byteCount) }
    if byteCount >= 1 << 21 { madvise(pointer, byteCount, MADV_HUGEPAGE) }
    memset(pointer + byteCount, 0, slack)
    start = pointer.assumingMemoryBound(to: UInt8.self)
    self.byteCount = byteCount
  }

  deinit { free(start) }
}
