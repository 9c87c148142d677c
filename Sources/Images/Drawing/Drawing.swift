/// A sheet to put pictures, areas and text on.
public struct Drawing {
  public let width: Int
  public let height: Int
  private let image: Image

  /// - Throws: ``ImageError/outOfMemory(path:byteCount:)``.
  public init(width: Int, height: Int, background: RGB) throws(ImageError) {
    self.width = width
    self.height = height
    image = try Image(unfilledWidth: width, height: height, path: nil)
    fill(PixelWindow(left: 0, top: 0, width: width, height: height), background)
  }

  /// What falls outside of the sheet is not drawn.
  public mutating func fill(_ area: PixelWindow, _ color: RGB) {
    for y in max(area.top, 0)..<max(min(area.top + area.height, height), max(area.top, 0)) {
      for x in max(area.left, 0)..<max(min(area.left + area.width, width), max(area.left, 0)) {
        blend(color, share: 255, x: x, y: y)
      }
    }
  }

  /// Puts a picture with its left upper corner at a place.
  public mutating func put(_ picture: Image, left: Int, top: Int) {
    picture.withPixels { pixels in
      for y in 0..<picture.height where (0..<height).contains(top + y) {
        for x in 0..<picture.width where (0..<width).contains(left + x) {
          let from = (y * picture.width + x) * Image.channelCount
          blend(
            RGB(pixels[from], pixels[from + 1], pixels[from + 2]), share: 255, x: left + x,
            y: top + y)
        }
      }
    }
  }

  /// Lays a colour over a pixel.
  /// - Parameter share: 0 leaves the pixel, 255 replaces it.
  mutating func blend(_ color: RGB, share: Int, x: Int, y: Int) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    // Sound: the place lies on the sheet, and nobody else has the storage before the drawing is finished.
    let pixel = image.storage.start + (y * width + x) * Image.channelCount
    for (channel, value) in [color.red, color.green, color.blue].enumerated() {
      let mixed = share * Int(value) + (255 - share) * Int(pixel[channel])
      pixel[channel] = UInt8((mixed + 127) / 255)
    }
  }

  /// The sheet as it is now.
  public func finished() throws(ImageError) -> Image {
    try Image(width: width, height: height, pixels: image.pixels)
  }
}
