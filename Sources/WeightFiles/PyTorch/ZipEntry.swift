/// One file in a zip archive.
struct ZipEntry {
  enum Method: UInt16 {
    case stored = 0
    case deflated = 8
  }

  let name: String
  let method: Method
  /// CRC-32 of the unpacked bytes. PyTorch can be told to write 0 instead.
  let checksum: UInt32
  let packedByteCount: Int
  let byteCount: Int
  let headerOffset: Int
  /// Where the packed bytes start.
  var dataOffset = 0

  /// Deflate cannot do better than 1:1032, and weights do worse than 1:100.
  static let maximumRatio = 100
  /// Small entries may pack better than that.
  static let freeByteCount = 1 << 16
  static let maximumInflatedByteCount = 1 << 30
}
