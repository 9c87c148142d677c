import CPixels

/// A resized image, or a window of one, that gives its rows one by one.
///
/// Rows are resized first and rounded to 8 bits, then columns, as Pillow does. Only what the window
/// needs is computed, with the same bits as a crop of the whole.
struct Resampler {
  let window: PixelWindow
  private let path: graft_pixel_path
  /// Source rows that the window needs, each already of the window's width.
  private let narrowed: PixelStorage
  private let rowCount: Int
  private let vertical: ResamplingWeights

  /// - Parameters:
  ///   - box: The part of the image that becomes `width` × `height`, within it; `nil` for all of it.
  ///   - window: Within `width` × `height`, not empty.
  /// - Throws: ``ImageError/outOfMemory(path:byteCount:)``.
  init(
    _ image: Image, box: PictureBox? = nil, width: Int, height: Int, window: PixelWindow,
    interpolation: Interpolation, isAntialiased: Bool = true, path: PixelPath
  ) throws(ImageError) {
    precondition(
      window.left >= 0 && window.top >= 0 && window.width > 0 && window.height > 0
        && window.left + window.width <= width && window.top + window.height <= height,
      "\(window) does not lie within \(width) × \(height)")
    self.window = window
    self.path = path.selector
    let horizontal = ResamplingWeights(
      sourceCount: image.width, box: box?.columns, targetCount: width, window: window.columns,
      interpolation: interpolation, isAntialiased: isAntialiased)
    vertical = ResamplingWeights(
      sourceCount: image.height, box: box?.rows, targetCount: height, window: window.rows,
      interpolation: interpolation, isAntialiased: isAntialiased)
    rowCount = vertical.sourceRange.count
    narrowed = try PixelStorage(byteCount: rowCount * window.width * 3, path: nil)
    let rowBytes = image.width * 3
    // Sound: the range of rows and columns lies within the image, whose storage has the slack that
    // the loop asks for; `narrowed` has room for every row.
    let source =
      image.storage.start + vertical.sourceRange.lowerBound * rowBytes
      + horizontal.sourceRange.lowerBound * 3
    withExtendedLifetime(image.storage) {
      horizontal.withC {
        graft_resize_horizontally(self.path, source, rowBytes, rowCount, $0, narrowed.start)
      }
    }
  }

  /// Calls `body` with the number of every row of the window, from the top, and its `window.width` · 3 bytes.
  func forEachRow(_ body: (Int, UnsafePointer<UInt8>) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: window.width * 3) { row in
      guard let start = row.baseAddress else { return }
      write { index, resize in
        resize(start)
        body(index, start)
      }
    }
  }

  /// The window as a picture.
  /// - Throws: ``ImageError/outOfMemory(path:byteCount:)``.
  func image(mirrored: Bool, upsideDown: Bool) throws(ImageError) -> Image {
    let result = try Image(unfilledWidth: window.width, height: window.height, path: nil)
    let rowBytes = window.width * 3
    write { index, resize in
      // Sound: the result has a row for every row of the window.
      let row = result.storage.start + (upsideDown ? window.height - 1 - index : index) * rowBytes
      resize(row)
      if mirrored { graft_mirror(row, window.width) }
    }
    return result
  }

  /// Writes the whole window, `[height, width, 3]`, to `target`, which has room for it.
  func fill(_ target: UnsafeMutablePointer<UInt8>) {
    write { index, resize in resize(target + index * window.width * 3) }
  }

  private func write(_ body: (Int, (UnsafeMutablePointer<UInt8>) -> Void) -> Void) {
    vertical.withC { weights in
      for index in 0..<window.height {
        // Sound: `narrowed` holds `rowCount` rows, and the loop reads no other.
        body(index) { row in
          graft_resize_vertically(
            path, narrowed.start, window.width * 3, rowCount, weights, index, row)
        }
      }
    }
  }
}
