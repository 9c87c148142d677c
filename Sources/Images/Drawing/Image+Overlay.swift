extension Image {
  /// The picture in grey under colours that stand for numbers.
  /// - Parameters:
  ///   - values: `[height, width]`, each within 0 to 1.
  ///   - share: Of the colours in each pixel, within 0 to 1; the rest is the picture's.
  /// - Throws: ``ImageError/outOfMemory(path:byteCount:)``.
  public func overlaid(
    with values: [Float], _ colors: ColorMap, share: Float
  ) throws(ImageError) -> Image {
    precondition(values.count == width * height, "a number for each pixel")
    var pixels: [UInt8] = []
    pixels.reserveCapacity(values.count * Self.channelCount)
    for (grey, value) in zip(luma, values) {
      let color = colors.color(at: value)
      for channel in [color.red, color.green, color.blue] {
        let mixed = share * Float(channel) + (1 - share) * grey
        pixels.append(UInt8(min(max(mixed.rounded(), 0), 255)))
      }
    }
    return try Image(width: width, height: height, pixels: pixels)
  }
}
