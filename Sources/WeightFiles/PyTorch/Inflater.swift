import CZlib

/// Unpacks deflated bytes whose size is known.
enum Inflater {
  private static let chunkByteCount = 1 << 16

  /// - Parameter byteCount: What the archive says; checked against the archive's size by the caller.
  /// - Throws: ``WeightFileError/damaged(path:place:expected:found:)`` if the bytes are no deflate
  ///   stream, or unpack to more or less.
  static func inflate(_ packed: ByteSource, byteCount: Int, place: String) throws -> [UInt8] {
    var stream = z_stream()
    // Negative: a raw stream, without zlib's own header.
    guard
      inflateInit2_(
        &stream, -MAX_WBITS, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw packed.damaged(place, expected: "a decoder", found: "zlib refuses to start") }
    defer { inflateEnd(&stream) }
    var result = [UInt8](repeating: 0, count: byteCount)
    // Sound: zlib writes between next_out and next_out + avail_out, which lies inside of `result`,
    // and reads avail_in bytes from next_in, which is all of `chunk`.
    let status = try result.withUnsafeMutableBytes { target -> Int32 in
      var status = Z_OK
      var consumed = 0
      var written = 0
      while status == Z_OK && consumed < packed.byteCount {
        let count = min(chunkByteCount, packed.byteCount - consumed)
        var chunk = try packed.bytes(at: consumed, count: count)
        consumed += count
        status = chunk.withUnsafeMutableBufferPointer { input in
          step(&stream, input: input, target: target, written: &written)
        }
      }
      return status == Z_STREAM_END && written != byteCount ? Z_DATA_ERROR : status
    }
    guard status == Z_STREAM_END else {
      throw packed.damaged(
        place, expected: "\(byteCount) deflated bytes", found: "others")
    }
    return result
  }

  /// Decodes one chunk.
  private static func step(
    _ stream: inout z_stream, input: UnsafeMutableBufferPointer<UInt8>,
    target: UnsafeMutableRawBufferPointer, written: inout Int
  ) -> Int32 {
    stream.next_in = input.baseAddress
    stream.avail_in = UInt32(input.count)
    // An empty entry has no memory; zlib wants an address all the same, and writes nothing to it.
    var nowhere: UInt8 = 0
    return withUnsafeMutablePointer(to: &nowhere) { nowhere in
      let start = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.next_out = start.map { $0 + written } ?? nowhere
      stream.avail_out = UInt32(target.count - written)
      let room = target.count - written
      let status = CZlib.inflate(&stream, Z_NO_FLUSH)
      written += room - Int(stream.avail_out)
      // All input used and no room left is no error yet: the end mark may be in the next chunk.
      if status == Z_BUF_ERROR { return stream.avail_in == 0 ? Z_OK : Z_DATA_ERROR }
      return status == Z_OK && stream.avail_in > 0 ? Z_DATA_ERROR : status
    }
  }
}
