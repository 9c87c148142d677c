extension ImageHeader {
  /// Walks the chunks of the container: the size stands in the picture's own chunk, the orientation in `EXIF`,
  /// which may follow it.
  ///
  /// - Source: RFC 9649, sections 2 and 3.4; RFC 6386, section 9.1.
  init(webp bytes: BoundedBytes, path: String) throws(ImageError) {
    guard let byteCount = bytes.unsigned32(at: 4, .littleEndian), byteCount <= bytes.count - 8
    else {
      throw .corrupt(path: path, format: .webp, problem: "the file ends early")
    }
    let container = bytes.part(0..<8 + byteCount)
    var frame: (width: Int, height: Int)?
    var hasTransparency = false
    var orientation: Orientation?
    var offset = 12
    while let length = container.unsigned32(at: offset + 4, .littleEndian),
      length <= container.count - offset - 8
    {
      let name = (0..<4).compactMap { container.byte(at: offset + $0) }
      let content = container.part(offset + 8..<offset + 8 + length)
      switch String(decoding: name, as: UTF8.self) {
      case "VP8X" where (content.byte(at: 0) ?? 0) & 2 != 0, "ANIM", "ANMF":
        throw .unsupportedFormat(path: path, format: "an animated WebP")
      case "VP8 " where frame == nil: frame = Self.lossySize(content)
      case "VP8L" where frame == nil:
        frame = Self.losslessSize(content)
        hasTransparency = (content.byte(at: 4) ?? 0) & 0x10 != 0
      case "ALPH": hasTransparency = true
      case "EXIF" where orientation == nil:
        // Some writers keep the mark that a JPEG needs.
        let mark = content.holds(Array("Exif\0\0".utf8), at: 0) ? 6 : 0
        orientation = Orientation(tiff: content.part(mark..<content.count))
      default: break
      }
      // Chunks begin at even offsets.
      offset += 8 + length + length % 2
    }
    guard let frame, frame.width > 0, frame.height > 0 else {
      throw .corrupt(
        path: path, format: .webp, problem: "expected a picture chunk with the size, found none")
    }
    format = .webp
    storedWidth = frame.width
    storedHeight = frame.height
    self.orientation = orientation ?? .upright
    self.hasTransparency = hasTransparency
  }

  /// Of a key frame: 14 bits each, below 2 bits that ask for scaling, which nobody does.
  private static func lossySize(_ frame: BoundedBytes) -> (width: Int, height: Int)? {
    guard frame.holds([0x9D, 0x01, 0x2A], at: 3),
      let width = frame.unsigned16(at: 6, .littleEndian),
      let height = frame.unsigned16(at: 8, .littleEndian)
    else { return nil }
    return (width & 0x3FFF, height & 0x3FFF)
  }

  /// 14 bits each, one less than the sides.
  private static func losslessSize(_ stream: BoundedBytes) -> (width: Int, height: Int)? {
    guard stream.byte(at: 0) == 0x2F, let bits = stream.unsigned32(at: 1, .littleEndian) else {
      return nil
    }
    return ((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1)
  }
}
