import CPixels

extension OperationRule {
  /// Every pixel moved away from its own lightness by the factor; 0 leaves greys.
  static let saturation = OperationRule(
    [OperationParameter("factor", .factor, 0...10, neutral: 1)],
    .pixels { values, _, canvas throws(ImageError) in
      graft_saturate(canvas.path.selector, canvas.pixels(), canvas.pixelCount, Float(values[0]))
    },
    words: { "saturation ×\($0[0].said)" })

  /// Every pixel's hue moved around the circle of HSV.
  static let hue = OperationRule(
    [OperationParameter("degrees", .degrees, -180...180, neutral: 0)],
    .pixels { values, _, canvas throws(ImageError) in
      guard values[0] != 0 else { return }
      graft_turn_hue(
        canvas.path.selector, canvas.pixels(), canvas.pixelCount, Float(values[0] / 360))
    },
    words: { "hue turned by \($0[0].said)°" })

  /// Every pixel its lightness.
  static let grayscale = OperationRule(
    .pixels { _, _, canvas throws(ImageError) in
      graft_saturate(canvas.path.selector, canvas.pixels(), canvas.pixelCount, 0)
    }, words: { _ in "grey" })
}
