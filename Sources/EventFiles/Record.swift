/// One record of an event file: its length, the length's checksum, the bytes, their checksum, little-endian.
/// - Source: The TFRecord format, as TensorFlow's documentation gives it.
enum Record {
  static func framing(_ content: [UInt8]) -> [UInt8] {
    let length = bytes(of: UInt64(content.count))
    return length + bytes(of: Checksum.masked(of: length)) + content
      + bytes(of: Checksum.masked(of: content))
  }

  private static func bytes(of number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}
