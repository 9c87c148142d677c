import Images

extension RobustnessProbe {
  /// What draws its strength itself, and so has no levels.
  static let leftOut: [OperationKind] = [.trivialAugment]

  /// Every other operation there is.
  static let all: [RobustnessProbe] = geometry + light + tones + damage + mixtures

  private static let geometry = [
    RobustnessProbe(
      "rotation", .rotate, [5, 15, 30, 60], words: degrees, values: { [$0 * $1.sign] }),
    RobustnessProbe("mirroring", .horizontalFlip, [1], values: { _, _ in [] }),
    RobustnessProbe("turning upside down", .verticalFlip, [1], values: { _, _ in [] }),
    RobustnessProbe("a quarter turn", .quarterTurn, [1], values: { [$1.sign > 0 ? $0 : 3] }),
    RobustnessProbe(
      "shift", .translate, [0.05, 0.1, 0.2, 0.4], words: ofTheSide,
      values: { $1.x < 0.5 ? [$0 * $1.sign, 0] : [0, $0 * $1.sign] }),
    RobustnessProbe("shrinking", .scale, [0.8, 0.6, 0.4], words: times),
    RobustnessProbe("enlarging", .scale, [1.25, 1.6, 2.2], words: times),
    RobustnessProbe(
      "stretching", .stretch, [1.15, 1.4, 1.8], words: times,
      values: { $1.sign > 0 ? [$0, 1] : [1, $0] }),
    RobustnessProbe(
      "shearing", .shear, [5, 15, 30], words: degrees, values: { [$0 * $1.sign, 0] }),
    RobustnessProbe("perspective", .perspective, [0.1, 0.25, 0.5], words: ofTheSide),
    RobustnessProbe(
      "cropping", .randomResizedCrop, [0.75, 0.5, 0.25],
      words: { "to \(percent($0)) of the area" }, values: { [$0, 1, $1.x, $1.y, 1] }),
  ]

  private static let light = [
    RobustnessProbe("darkening", .brightness, [0.8, 0.6, 0.4, 0.2], words: times),
    RobustnessProbe("brightening", .brightness, [1.25, 1.6, 2.2], words: times),
    RobustnessProbe("less contrast", .contrast, [0.7, 0.5, 0.3], words: times),
    RobustnessProbe("more contrast", .contrast, [1.5, 2, 3], words: times),
    RobustnessProbe("paler colours", .saturation, [0.6, 0.3, 0], words: times),
    RobustnessProbe("stronger colours", .saturation, [1.5, 2, 3], words: times),
    RobustnessProbe(
      "another hue", .hue, [10, 30, 90], words: degrees, values: { [$0 * $1.sign] }),
    RobustnessProbe(
      "gamma", .gamma, [1.3, 1.8, 2.5], words: { "of \(Figure.short($0)) or its inverse" },
      values: { [$1.sign > 0 ? $0 : 1 / $0] }),
    RobustnessProbe("grey instead of colours", .grayscale, [1], values: { _, _ in [] }),
  ]

  private static let tones = [
    RobustnessProbe("inverting", .invert, [1], values: { _, _ in [] }),
    RobustnessProbe("equalizing", .equalize, [1], values: { _, _ in [] }),
    RobustnessProbe("full contrast", .autocontrast, [1], values: { _, _ in [] }),
    RobustnessProbe(
      "posterizing", .posterize, [5, 3, 1],
      words: { "to \(Figure.short($0)) bit\($0 == 1 ? "" : "s") a channel" }),
    RobustnessProbe(
      "solarizing", .solarize, [200, 128, 64],
      words: { "from level \(Figure.short($0)) of 255" }),
  ]

  private static let damage = [
    RobustnessProbe(
      "blur", .gaussianBlur, [0.5, 1, 2, 4], words: { "of sigma \(Figure.short($0)) pixels" }),
    RobustnessProbe("sharpening", .sharpness, [2, 4, 8], words: times),
    RobustnessProbe(
      "noise", .noise, [8, 16, 32, 64], words: { "of \(Figure.short($0)) levels of 255" }),
    RobustnessProbe(
      "JPEG compression", .jpeg, [50, 25, 10, 5], words: { "of quality \(Figure.short($0))" }),
    RobustnessProbe(
      "covering", .randomErasing, [0.05, 0.1, 0.2, 0.4],
      words: { "\(percent($0)) of the area" }, values: { [$0, 1, $1.x, $1.y] }),
  ]

  /// Several operations at once, drawn for each picture and turned up together.
  private static let mixtures = [
    RobustnessProbe(
      "RandAugment", .randAugment, [10, 20, 30],
      words: { "of magnitude \(Figure.short($0)) of 30" },
      values: { strength, _ in [2, strength, 0] }),
    RobustnessProbe(
      "AugMix", .augMix, [1, 4, 10], words: { "of severity \(Figure.short($0)) of 10" },
      values: { strength, _ in [3, 2, strength] }),
  ]

  private static func percent(_ value: Double) -> String { "\(Int((value * 100).rounded())) %" }
  private static let degrees: @Sendable (Double) -> String = { "by \(Figure.short($0))°" }
  private static let times: @Sendable (Double) -> String = { "×\(Figure.short($0))" }
  private static let ofTheSide: @Sendable (Double) -> String = { "by \(percent($0)) of the side" }
}
