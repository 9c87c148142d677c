import CZlib

/// The bytes behind tensors, where they lie, and what they add up to if the file tells.
struct StoredBytes {
  let source: ByteSource
  /// CRC-32, or `nil` if the file has none.
  let checksum: UInt32?

  /// - Throws: ``WeightFileError/damaged(path:place:expected:found:)`` if `bytes` are not what was
  ///   written.
  func verify(_ bytes: UnsafeRawBufferPointer, place: @autoclosure () -> String) throws {
    guard let checksum else { return }
    let found = Self.checksum(of: bytes)
    guard found == checksum else {
      throw source.damaged(
        place(), expected: "checksum \(String(checksum, radix: 16))",
        found: String(found, radix: 16) + "; copy or download the file again")
    }
  }

  /// CRC-32 as zip archives use it.
  static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    // Sound: zlib reads `count` bytes from the start of the buffer, and none where it is empty.
    guard let start = bytes.baseAddress else { return 0 }
    return UInt32(
      truncatingIfNeeded: crc32_z(0, start.assumingMemoryBound(to: UInt8.self), bytes.count))
  }
}
