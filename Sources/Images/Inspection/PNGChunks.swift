/// What the order of a PNG's chunks tells.
///
/// - Source: W3C, Portable Network Graphics, third edition, sections 5.3 and 11.3.6.1 (`acTL`).
struct PNGChunks {
  /// As an animation states it; 1 for a still picture.
  private(set) var frameCount = 1
  /// Whether the closing chunk is there.
  private(set) var hasEnd = false

  init(_ bytes: BoundedBytes) {
    var offset = 8
    while let length = bytes.unsigned32(at: offset), length <= bytes.count - offset - 12 {
      if bytes.holds(Array("acTL".utf8), at: offset + 4) {
        frameCount = bytes.unsigned32(at: offset + 8) ?? 1
      }
      if bytes.holds(Array("IEND".utf8), at: offset + 4) {
        hasEnd = true
        return
      }
      offset += 12 + length
    }
  }
}
