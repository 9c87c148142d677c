import CPixels

extension Image {
  /// The means of boxes of pixels, rounded; the last box of a row or column may be smaller.
  /// - Parameters:
  ///   - across, down: The sides of a box, at least 1, at most the picture's.
  /// - Throws: ``ImageError/outOfMemory(path:byteCount:)``.
  func reduced(across: Int, down: Int, path: PixelPath) throws(ImageError) -> Image {
    precondition(across > 0 && down > 0 && across <= width && down <= height, "a box that fits")
    let result = try Image(
      unfilledWidth: (width + across - 1) / across, height: (height + down - 1) / down, path: nil)
    // Sound: the result has a pixel for each box.
    withExtendedLifetime(storage) {
      graft_reduce(
        path.selector, storage.start, width, height, across, down, result.storage.start)
    }
    return result
  }
}
