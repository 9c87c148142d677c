import CPixels
import Glibc

extension OperationRule {
  /// Every byte times the factor.
  static let brightness = OperationRule(
    [OperationParameter("factor", .factor, 0...10, neutral: 1)],
    .pixels { values, _, canvas throws(ImageError) in canvas.mapBytes { $0 * values[0] } },
    words: { "brightness ×\($0[0].said)" })

  /// Every byte moved away from the view's mean lightness by the factor; 0 leaves one grey.
  static let contrast = OperationRule(
    [OperationParameter("factor", .factor, 0...10, neutral: 1)],
    .pixels { values, _, canvas throws(ImageError) in
      let sum = graft_lightness_sum(canvas.path.selector, canvas.pixels(), canvas.pixelCount)
      let mean = (Double(sum) / Double(canvas.pixelCount) + 0.5).rounded(.down)
      canvas.mapBytes { mean + values[0] * ($0 - mean) }
    },
    words: { "contrast ×\($0[0].said)" })

  /// `255 · (byte / 255) ^ exponent`: darker above 1.
  static let gamma = OperationRule(
    [OperationParameter("exponent", .exponent, 0.05...20, neutral: 1)],
    .pixels { values, _, canvas throws(ImageError) in
      canvas.mapBytes { 255 * pow($0 / 255, values[0]) }
    },
    words: { "gamma \($0[0].said)" })
}
