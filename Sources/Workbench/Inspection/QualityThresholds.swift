import Images

/// From where on a picture is called dark, bright and so on. They ask for a look, and take nothing out.
///
/// Of 22 sharp photos the sharpness is at least 119 and of the embedded emoji at least 99; after a Gaussian blur of 2
/// pixels, at a longer side of 256 and 128, at most 21 and 46. The entropy of those photos is at least 3.8 bits, of the
/// emoji on white 0.99. Highlights and shadows are those of CleanVision.
/// - Source: CleanVision, 2023, `brightness_percentile_99` and `brightness_percentile_5`.
public struct QualityThresholds: Codable, Sendable {
  /// Dark if 99 % of the pixels are no brighter than this, 0 to 1.
  public var darkHighlights = 0.32
  /// Bright if 95 % of the pixels are at least this, 0 to 1.
  public var brightShadows = 0.95
  /// Blurry if the variance of the Laplacian is below this, brightness from 0 to 255.
  public var blurrySharpness = 40.0
  /// Of little information if the entropy is below this, in bits.
  public var plainEntropy = 0.9
  /// Long if one side is more than this many times the other.
  public var longAspectRatio = 3.0
  /// Small if the shorter side is below this, in pixels.
  public var smallSide = 24

  public init() {}
}
