extension Image {
  /// The image at another size, with the bits that Pillow's `Image.resize` gives.
  ///
  /// Rows come before columns, as in Pillow up to version 12. Version 13 takes the columns first where the
  /// height shrinks much more than the width, which rounds a few pixels otherwise; pictures that keep their
  /// shape are not among those.
  ///
  /// - Parameters:
  ///   - width, height: Of the whole resized image, at least 1.
  ///   - window: The part of the resized image that is wanted, within it. Only that is computed.
  ///   - path: For tests: every path gives the same bits.
  /// - Throws: ``ImageError/outOfMemory(path:byteCount:)``.
  public func resized(
    width: Int, height: Int, interpolation: Interpolation, window: PixelWindow? = nil,
    path: PixelPath = .best
  ) throws(ImageError) -> Image {
    precondition(width > 0 && height > 0, "an image has at least one pixel")
    let window = window ?? PixelWindow(left: 0, top: 0, width: width, height: height)
    let resampler = try Resampler(
      self, width: width, height: height, window: window, interpolation: interpolation, path: path)
    let result = try Image(unfilledWidth: window.width, height: window.height, path: nil)
    resampler.fill(result.storage.start)
    return result
  }
}
