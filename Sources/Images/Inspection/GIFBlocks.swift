/// Counts the pictures of a GIF without decoding them.
///
/// - Source: CompuServe, Graphics Interchange Format, version 89a, sections 18 to 27.
struct GIFBlocks {
  /// Whether there is a second image before the file or its rules end.
  let hasSeveralImages: Bool

  init(_ bytes: BoundedBytes) {
    var offset = 13 + Self.tableByteCount(bytes.byte(at: 10) ?? 0)
    var images = 0
    while images < 2, let introducer = bytes.byte(at: offset) {
      switch introducer {
      case 0x21:
        offset = Self.end(ofSubBlocksAt: offset + 2, in: bytes)
      case 0x2C:
        images += 1
        let table = Self.tableByteCount(bytes.byte(at: offset + 9) ?? 0)
        offset = Self.end(ofSubBlocksAt: offset + 11 + table, in: bytes)
      default:
        hasSeveralImages = false
        return
      }
    }
    hasSeveralImages = images >= 2
  }

  /// Of the colour table that a packed field announces.
  private static func tableByteCount(_ packed: UInt8) -> Int {
    packed & 0x80 == 0 ? 0 : 3 << (Int(packed & 0x07) + 1)
  }

  private static func end(ofSubBlocksAt offset: Int, in bytes: BoundedBytes) -> Int {
    var offset = offset
    while let length = bytes.byte(at: offset), length > 0 { offset += 1 + Int(length) }
    return offset + 1
  }
}
