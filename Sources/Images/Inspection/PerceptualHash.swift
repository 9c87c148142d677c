import Glibc

/// 64 bits that hardly change when a picture is resized, compressed again or made a little brighter.
///
/// The picture is shrunk to 32 × 32 grey values; of their discrete cosine transform the 8 × 8 coefficients of
/// the lowest frequencies but the very lowest, which is brightness and gradients of it, are compared with their
/// median.
/// - Source: C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010, section 3.2.1.
public struct PerceptualHash: Hashable, Sendable {
  public let bits: UInt64

  private static let side = 32
  private static let frequencies = 8

  /// `[8, 32]`, `cos(π / 32 · (place + ½) · frequency)` for the frequencies 1 to 8.
  private static let cosines: [Double] = (1...frequencies).flatMap { frequency in
    (0..<side).map { cos(.pi / Double(side) * (Double($0) + 0.5) * Double(frequency)) }
  }

  /// A hash that was computed before.
  public init(bits: UInt64) {
    self.bits = bits
  }

  /// - Parameter image: Of any size from 1 × 1. A picture of one colour has the bits 0.
  /// - Throws: ``ImageError/outOfMemory(path:byteCount:)``.
  public init(of image: Image) throws(ImageError) {
    let grey = try image.resized(width: Self.side, height: Self.side, interpolation: .bilinear).luma
    let (side, frequencies, cosines) = (Self.side, Self.frequencies, Self.cosines)
    // Rows first: `[32, 8]`.
    var rows = [Double](repeating: 0, count: side * frequencies)
    for row in 0..<side {
      for frequency in 0..<frequencies {
        var sum = 0.0
        for place in 0..<side {
          sum += Double(grey[row * side + place]) * cosines[frequency * side + place]
        }
        rows[row * frequencies + frequency] = sum
      }
    }
    var coefficients = [Double](repeating: 0, count: frequencies * frequencies)
    for down in 0..<frequencies {
      for across in 0..<frequencies {
        var sum = 0.0
        for row in 0..<side {
          sum += rows[row * frequencies + across] * cosines[down * side + row]
        }
        // What one colour gives besides 0 is rounding.
        coefficients[down * frequencies + across] = abs(sum) < 1e-6 ? 0 : sum
      }
    }
    let sorted = coefficients.sorted()
    let median = (sorted[31] + sorted[32]) / 2
    bits = coefficients.enumerated().reduce(0) { bits, entry in
      entry.element > median ? bits | 1 << UInt64(entry.offset) : bits
    }
  }

  /// In how many bits two hashes differ, 0 to 64.
  public func distance(to other: PerceptualHash) -> Int { (bits ^ other.bits).nonzeroBitCount }
}
