import CPixels

extension OperationRule {
  /// Every byte moved away from a smoothed view, `(1 1 1; 1 5 1; 1 1 1) / 13`; 0 is that view. The outermost pixels
  /// stay, as in Pillow's `ImageEnhance.Sharpness`.
  static let sharpness = OperationRule(
    [OperationParameter("factor", .factor, 0...10, neutral: 1)],
    .pixels { values, _, canvas throws(ImageError) in
      guard values[0] != 1, canvas.width > 2, canvas.height > 2 else { return }
      let pixels = canvas.pixels()
      let smooth = try canvas.smoothed()
      // Sound: both have the canvas's size.
      withExtendedLifetime(smooth.storage) {
        graft_move_away(
          canvas.path.selector, pixels, smooth.storage.start,
          canvas.pixelCount * Image.channelCount, Float(values[0] - 1))
      }
    },
    words: { "sharpness ×\($0[0].said)" })
}

extension PixelCanvas {
  /// Every inner pixel's weighted mean with its neighbours; the outermost pixels as they are.
  fileprivate mutating func smoothed() throws(ImageError) -> Image {
    let source = UnsafePointer(pixels())
    let result = try Image(unfilledWidth: width, height: height, path: nil)
    let target = result.storage.start
    let rowBytes = width * Image.channelCount
    target.update(from: source, count: height * rowBytes)
    let inner = rowBytes - 2 * Image.channelCount
    let weights = (0..<9).map { Float($0 == 4 ? 5 : 1) / 13 }
    for row in 1..<height - 1 {
      var rows: [UnsafePointer<UInt8>?] = []
      for y in row - 1...row + 1 {
        for x in 0...2 { rows.append(source + y * rowBytes + x * Image.channelCount) }
      }
      // Sound: neighbours of inner pixels lie inside the picture.
      graft_sum_rows(
        path.selector, rows, weights, 9, inner, target + row * rowBytes + Image.channelCount)
    }
    return result
  }
}
