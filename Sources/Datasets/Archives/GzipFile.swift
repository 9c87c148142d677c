import CZlib
import Files

/// Unpacks gzip files, all members behind one another.
///
/// - Source: RFC 1952.
enum GzipFile {
  /// MNIST unpacks to 47 MB, CIFAR to 184 MB. More belongs on the disk.
  static let maximumByteCount = 1 << 30
  private static let chunkByteCount = 1 << 18

  /// - Throws: `FileError`; ``DatasetError/archive(path:problem:)`` for other bytes, a wrong checksum, a file that
  ///   ends early, and one that unpacks to more than `limit` bytes: memory is taken as they come, never on a
  ///   header's word.
  static func unpack(_ file: InputFile, limit: Int = maximumByteCount) throws -> [UInt8] {
    var stream = z_stream()
    // 16 more: zlib reads gzip's header and trailer, and compares the checksum.
    guard
      inflateInit2_(
        &stream, MAX_WBITS + 16, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw DatasetError.archive(path: file.path, problem: "zlib refuses to start") }
    defer { inflateEnd(&stream) }
    var result: [UInt8] = []
    var target = [UInt8](repeating: 0, count: chunkByteCount)
    var consumed = 0
    var status = Z_OK
    while consumed < file.byteCount {
      let count = min(chunkByteCount, file.byteCount - consumed)
      var chunk = try file.bytes(at: consumed, count: count)
      consumed += count
      try chunk.withUnsafeMutableBufferPointer { input in
        // Sound: zlib reads avail_in bytes of `input`, which outlives the loop.
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        while true {
          // Another member, or what somebody appended: the next step tells.
          if status == Z_STREAM_END, stream.avail_in > 0 { inflateReset(&stream) }
          let written = target.withUnsafeMutableBufferPointer { output in
            // Sound: zlib writes at most avail_out bytes, all of `output`.
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(output.count)
            status = inflate(&stream, Z_NO_FLUSH)
            return output.count - Int(stream.avail_out)
          }
          guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            throw DatasetError.archive(
              path: file.path, problem: "expected a gzip file, found bytes that are none")
          }
          guard result.count + written <= limit else {
            throw DatasetError.archive(
              path: file.path,
              problem: "unpacks to more than \(limit) bytes; unpack it with gunzip or tar")
          }
          result.append(contentsOf: target[..<written])
          // All taken, and nothing held back for want of room.
          if stream.avail_in == 0, written < target.count { break }
        }
      }
    }
    guard status == Z_STREAM_END else {
      throw DatasetError.archive(path: file.path, problem: "the gzip file ends early")
    }
    return result
  }
}
