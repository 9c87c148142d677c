extension Image {
  /// The picture with its longer side at most `side` pixels; itself if it is no larger.
  /// - Throws: ``ImageError/outOfMemory(path:byteCount:)``.
  public func shrunk(toSide side: Int) throws(ImageError) -> Image {
    precondition(side > 0, "an image has at least one pixel")
    let longer = max(width, height)
    guard longer > side else { return self }
    return try resized(
      width: max(1, (width * side + longer / 2) / longer),
      height: max(1, (height * side + longer / 2) / longer), interpolation: .bilinear)
  }

  /// `[height, width]`, how bright each pixel is, 0 to 255: `0.299 · red + 0.587 · green + 0.114 · blue`.
  ///
  /// - Source: ITU-R BT.601, section 2.5.1.
  var luma: [Float] {
    withPixels { bytes in
      [Float](unsafeUninitializedCapacity: width * height) { buffer, count in
        for pixel in 0..<width * height {
          let place = pixel * Self.channelCount
          buffer[pixel] =
            0.299 * Float(bytes[place]) + 0.587 * Float(bytes[place + 1])
            + 0.114 * Float(bytes[place + 2])
        }
        count = width * height
      }
    }
  }
}
