import Glibc
import Tensors

/// The symmetric beta distribution on `[0, 1]`.
struct BetaDistribution {
  /// Both parameters, above 0: below 1 mass lies at the ends, above 1 in the middle.
  let alpha: Double

  /// As `X / (X + Y)` of two gamma variates, from their logarithms: for a small `alpha` they are too small for
  /// any number.
  func draw(from stream: inout RandomStream) -> Double {
    let first = Self.logGamma(alpha, &stream)
    let second = Self.logGamma(alpha, &stream)
    return 1 / (1 + exp(second - first))
  }

  /// The logarithm of a gamma variate of scale 1.
  /// - Source: Marsaglia and Tsang, "A simple method for generating gamma variables", 2000; below a shape of 1
  ///   with their factor `U^(1/shape)`.
  private static func logGamma(_ shape: Double, _ stream: inout RandomStream) -> Double {
    guard shape >= 1 else {
      return log(uniform(&stream)) / shape + logGamma(shape + 1, &stream)
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let normal = Double(stream.nextNormal())
      let root = 1 + c * normal
      guard root > 0 else { continue }
      let cube = root * root * root
      if log(uniform(&stream)) < normal * normal / 2 + d - d * cube + d * log(cube) {
        return log(d * cube)
      }
    }
  }

  /// In `(0, 1)`, so that it has a logarithm.
  private static func uniform(_ stream: inout RandomStream) -> Double {
    (Double(stream.nextWord()) + 0.5) * 0x1p-32
  }
}
