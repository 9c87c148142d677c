/// When two pictures count as copies of one: `bits / bitScale + distance / featureScale ≤ 1`.
///
/// Neither number suffices. Drawings of one style have similar hashes and other contents, and two photos of one
/// thing have similar features and other pixels. With the sum, the better of the two has to make up for the worse.
///
/// The defaults were measured on the embedded emoji with EfficientNet-Lite0: of copies at 2/3 of the size 100 %
/// are found, at 3/2 of it 100 %, as JPEG of quality 50 97 %, darkened to 0.8 100 %, brightened to 1.25, where white
/// parts clip, 92 %; of 555,795 pairs of different emoji, many of them faces that differ in a mouth, 46 are taken for
/// copies. Bounds on both (10 bits, 0.15) find 100, 99, 90, 99 and 92 % and take 60. Of 22 photos
/// all such copies are found, 9 of those cropped by a twentieth on every side, and nothing else.
public struct NearDuplicateRule: Codable, Hashable, Sendable {
  /// Bits of a perceptual hash, 1 to 64.
  public var bitScale: Int
  /// Cosine distance of features, above 0.
  public var featureScale: Double

  public init(bitScale: Int = 14, featureScale: Double = 0.25) {
    self.bitScale = bitScale
    self.featureScale = featureScale
  }

  /// - Parameters:
  ///   - bits: In which the hashes differ.
  ///   - distance: `1 − cos` of the angle between the features, 0 to 2.
  public func holds(bits: Int, distance: Double) -> Bool {
    Double(bits) / Double(bitScale) + distance / featureScale <= 1
  }
}
