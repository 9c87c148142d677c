import CPixels
import Glibc

extension OperationRule {
  /// Blurred by a bell of so many pixels' standard deviation, cut off at three of them; the view is mirrored at its
  /// edge, the outermost pixel once, as torchvision's `gaussian_blur` does.
  static let gaussianBlur = OperationRule(
    [OperationParameter("sigma", .pixels, 0...20, neutral: 0)],
    .pixels { values, _, canvas throws(ImageError) in
      let sigma = values[0]
      let radius = Int((3 * sigma).rounded(.up))
      guard radius > 0 else { return }
      let bell = (-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
      let total = bell.reduce(0, +)
      try canvas.blur(bell.map { Float($0 / total) })
    },
    words: { "blurred by \($0[0].said) pixels" })
}

extension PixelCanvas {
  /// Rows, then columns, each rounded.
  /// - Parameter weights: An odd number of them, which add up to 1.
  fileprivate mutating func blur(_ weights: [Float]) throws(ImageError) {
    let radius = weights.count / 2
    let bytes = Image.channelCount
    let source = UnsafePointer(pixels())
    let across = try Image(unfilledWidth: width, height: height, path: nil)
    let padded = try PixelStorage(byteCount: (width + 2 * radius) * bytes, path: nil)
    // Sound: `padded` holds a row with `radius` pixels on either side, so each shifted row has `width` pixels.
    for row in 0..<height {
      for x in -radius..<width + radius {
        let from = source + (row * width + Self.mirrored(x, width)) * bytes
        (padded.start + (x + radius) * bytes).update(from: from, count: bytes)
      }
      let rows = weights.indices.map { UnsafePointer?(padded.start + $0 * bytes) }
      graft_sum_rows(
        path.selector, rows, weights, weights.count, width * bytes,
        across.storage.start + row * width * bytes)
    }
    let result = try Image(unfilledWidth: width, height: height, path: nil)
    for row in 0..<height {
      let rows = weights.indices.map { index in
        UnsafePointer?(
          across.storage.start + Self.mirrored(row + index - radius, height) * width * bytes)
      }
      graft_sum_rows(
        path.selector, rows, weights, weights.count, width * bytes,
        result.storage.start + row * width * bytes)
    }
    replace(by: result)
  }

  /// The place of an index that may lie beyond `0..<count`, the outermost place standing once.
  static func mirrored(_ index: Int, _ count: Int) -> Int {
    guard count > 1 else { return 0 }
    let period = 2 * (count - 1)
    let place = ((index % period) + period) % period
    return place < count ? place : period - place
  }
}
