extension Preprocessing {
  /// What a network sees, as a picture: the normalization taken back, every value rounded to the nearest byte.
  ///
  /// Of what ``render(_:view:into:path:)`` wrote it gives back the very bytes that were normalized.
  /// - Parameter rendered: `[height, width, 3]`, ``elementCount`` numbers.
  /// - Throws: ``ImageError/outOfMemory(path:byteCount:)``.
  public func picture(of rendered: UnsafeBufferPointer<Float>) throws(ImageError) -> Image {
    precondition(
      rendered.count == elementCount,
      "a view has \(elementCount) numbers, the buffer \(rendered.count)")
    let scale: Float = pixelRange == .unit ? 255 : 1
    var pixels = [UInt8](repeating: 0, count: elementCount)
    for index in rendered.indices {
      let channel = index % Image.channelCount
      let value = (rendered[index] * standardDeviation[channel] + mean[channel]) * scale
      // Red stands first in the picture and last in what some networks see.
      let place =
        channelOrder == .rgb ? index : index - channel + (Image.channelCount - 1 - channel)
      pixels[place] = value.isNaN ? 0 : UInt8(min(max(value.rounded(), 0), 255))
    }
    return try Image(width: width, height: height, pixels: pixels)
  }
}
