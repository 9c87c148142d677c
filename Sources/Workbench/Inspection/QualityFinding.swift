/// A picture on which little is to be seen, or whose shape or size is odd.
public struct QualityFinding: Codable, Sendable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case dark
    case bright
    case blurry
    /// Of one colour, or nearly.
    case plain
    /// Much longer than wide, or the other way.
    case long
    case small

    /// In words, after a number.
    public var words: String {
      switch self {
      case .dark: "dark"
      case .bright: "bright"
      case .blurry: "blurry"
      case .plain: "with little information"
      case .long: "very long or wide"
      case .small: "very small"
      }
    }

    /// What the value of a finding measures.
    public var measure: String {
      switch self {
      case .dark: "99th percentile of brightness"
      case .bright: "5th percentile of brightness"
      case .blurry: "variance of the Laplacian"
      case .plain: "entropy in bits"
      case .long: "longer by shorter side"
      case .small: "shorter side in pixels"
      }
    }
  }

  public let path: String
  public let label: String
  public let kind: Kind
  public let value: Double
  public let threshold: Double

  /// What there is to say of one picture. A dark or plain one is not called blurry as well: its edges are weak, not soft.
  static func all(
    of look: PictureSurvey.Look, path: String, label: String, _ thresholds: QualityThresholds
  ) -> [QualityFinding] {
    var findings: [QualityFinding] = []
    func add(_ kind: Kind, _ value: Double, _ threshold: Double, _ holds: Bool) {
      guard holds else { return }
      findings.append(
        QualityFinding(path: path, label: label, kind: kind, value: value, threshold: threshold))
    }
    let measures = look.measures
    let shorter = min(look.width, look.height)
    let ratio = Double(max(look.width, look.height)) / Double(shorter)
    let isDark = measures.highlights <= thresholds.darkHighlights
    add(.dark, measures.highlights, thresholds.darkHighlights, isDark)
    add(
      .bright, measures.shadows, thresholds.brightShadows,
      measures.shadows >= thresholds.brightShadows)
    let isPlain = measures.entropy < thresholds.plainEntropy
    add(.plain, measures.entropy, thresholds.plainEntropy, isPlain)
    if let sharpness = measures.sharpness, !isPlain, !isDark {
      add(
        .blurry, sharpness, thresholds.blurrySharpness, sharpness < thresholds.blurrySharpness)
    }
    add(.long, ratio, thresholds.longAspectRatio, ratio > thresholds.longAspectRatio)
    add(.small, Double(shorter), Double(thresholds.smallSide), shorter < thresholds.smallSide)
    return findings
  }
}
