import CPixels

/// The pixels of a view while operations change them, 8 bits a channel, each result rounded to the nearest byte.
///
/// What changes each byte by itself is only noted, as a table; one pass does what has been noted when somebody
/// wants to see pixels.
struct PixelCanvas {
  /// Owned by this canvas alone: whoever makes the canvas gives it up.
  private(set) var image: Image
  let path: PixelPath
  private var table: [UInt8]?

  init(_ image: Image, path: PixelPath) {
    self.image = image
    self.path = path
  }

  var width: Int { image.width }
  var height: Int { image.height }
  var pixelCount: Int { width * height }

  /// Notes a change of every byte.
  mutating func mapBytes(_ change: (_ byte: Double) -> Double) {
    mapBytes { _, byte in change(byte) }
  }

  mutating func mapBytes(_ change: (_ channel: Int, _ byte: Double) -> Double) {
    let before = table ?? Self.unchanged
    table = (0..<before.count).map { index in
      let value = change(index / 256, Double(before[index]))
      return UInt8(min(max((value + 0.5).rounded(.down), 0), 255))
    }
  }

  /// Notes a table for each channel, `[3, 256]`.
  mutating func mapBytes(through next: [UInt8]) {
    let before = table ?? Self.unchanged
    table = (0..<before.count).map { next[$0 / 256 * 256 + Int(before[$0])] }
  }

  /// The pixels as they are now.
  /// - Returns: `[height, width, 3]`, valid as long as the canvas is not changed by others.
  mutating func pixels() -> UnsafeMutablePointer<UInt8> {
    if let table {
      graft_map_bytes(image.storage.start, pixelCount, table)
      self.table = nil
    }
    return image.storage.start
  }

  /// Replaces the picture by one of the same size.
  mutating func replace(by other: Image) {
    precondition(other.width == width && other.height == height, "a canvas keeps its size")
    table = nil
    image = other
  }

  /// The finished picture.
  mutating func finished() -> Image {
    _ = pixels()
    return image
  }

  private static let unchanged = (0..<3 * 256).map { UInt8($0 % 256) }
}
