/// The segments of a JPEG before its first scan, one after the other.
struct JPEGSegments: IteratorProtocol {
  struct Segment {
    let marker: UInt8
    /// What follows the length.
    let content: BoundedBytes

    /// SOF0 to SOF15; the three codes in between mean tables.
    var isFrameHeader: Bool {
      (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
    }
  }

  private let bytes: BoundedBytes
  /// Behind what was read last; where the first scan begins, once there are no more.
  private(set) var offset = 2

  init(_ bytes: BoundedBytes) { self.bytes = bytes }

  /// - Returns: `nil` at the first scan, at the end of the image, or where a segment does not fit.
  mutating func next() -> Segment? {
    while let marker = nextMarker() {
      switch marker {
      case 0xD9, 0xDA: return nil
      case 0x01, 0xD0...0xD8: continue  // These stand alone.
      default:
        guard let length = bytes.unsigned16(at: offset), length >= 2,
          length <= bytes.count - offset
        else { return nil }
        let content = bytes.part(offset + 2..<offset + length)
        offset += length
        return Segment(marker: marker, content: content)
      }
    }
    return nil
  }

  /// The code after the next `FF` that is followed by neither `FF` (filling) nor `00` (data).
  private mutating func nextMarker() -> UInt8? {
    while let start = bytes.next(0xFF, from: offset) {
      offset = start + 1
      guard let code = bytes.byte(at: offset) else { return nil }
      if code == 0xFF { continue }
      offset += 1
      if code != 0 { return code }
    }
    return nil
  }
}
