import Glibc

/// Numbers that tell pictures on which little is to be seen.
///
/// All are of the brightness of the picture shrunk to a longer side of at most ``side`` pixels, so that the same
/// photo has about the same numbers at any resolution.
public struct PictureMeasures: Hashable, Sendable {
  /// Pixels.
  public static let side = 256

  /// The 99th percentile of brightness, 0 to 1: low only where nothing is bright.
  public let highlights: Double
  /// The 5th percentile of brightness, 0 to 1: high only where nothing is dark.
  public let shadows: Double
  /// The variance of the Laplacian (4 neighbours) of brightness from 0 to 255: low where no edge is sharp. `nil`
  /// for a picture without inner pixels.
  /// - Source: J. L. Pech-Pacheco and others, "Diatom autofocusing in brightfield microscopy: a comparative
  ///   study", 2000 (LAPV).
  public let sharpness: Double?
  /// Shannon's entropy of the 256 levels of brightness, in bits, 0 to 8.
  public let entropy: Double

  /// - Throws: ``ImageError/outOfMemory(path:byteCount:)``.
  public init(of image: Image) throws(ImageError) {
    let small = try image.shrunk(toSide: Self.side)
    let luma = small.luma
    var histogram = [Int](repeating: 0, count: 256)
    for value in luma { histogram[min(255, Int(value + 0.5))] += 1 }
    highlights = Self.percentile(0.99, of: histogram, count: luma.count)
    shadows = Self.percentile(0.05, of: histogram, count: luma.count)
    sharpness = Self.laplacianVariance(luma, width: small.width, height: small.height)
    entropy = histogram.reduce(0) { sum, count in
      guard count > 0 else { return sum }
      let share = Double(count) / Double(luma.count)
      return sum - share * log2(share)
    }
  }

  /// The least level that at least this share of the pixels does not exceed, 0 to 1.
  private static func percentile(_ share: Double, of histogram: [Int], count: Int) -> Double {
    var below = 0
    for (level, pixels) in histogram.enumerated() {
      below += pixels
      if Double(below) >= share * Double(count) { return Double(level) / 255 }
    }
    return 1
  }

  private static func laplacianVariance(_ luma: [Float], width: Int, height: Int) -> Double? {
    guard width >= 3, height >= 3 else { return nil }
    var sum = 0.0
    var squares = 0.0
    for row in 1..<height - 1 {
      for place in row * width + 1..<row * width + width - 1 {
        let value = Double(
          luma[place - width] + luma[place + width] + luma[place - 1] + luma[place + 1]
            - 4 * luma[place])
        sum += value
        squares += value * value
      }
    }
    let count = Double((width - 2) * (height - 2))
    return max(0, squares / count - (sum / count) * (sum / count))
  }
}
