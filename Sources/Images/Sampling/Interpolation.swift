/// How a resized image's pixels are made from those around them. When an image shrinks, the kernel
/// widens with it (Pillow's and torchvision's antialiasing).
public enum Interpolation: String, Codable, Hashable, Sendable, CaseIterable {
  case bilinear
  case bicubic

  /// How far the kernel reaches to either side, in source pixels, when nothing shrinks.
  var reach: Double {
    switch self {
    case .bilinear: 1
    case .bicubic: 2
    }
  }

  /// The kernel at `distance` source pixels from its centre.
  /// - Source: R. Keys, "Cubic convolution interpolation", 1981, equation 15 (a = −1/2).
  func weight(at distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .bilinear:
      return x < 1 ? 1 - x : 0
    case .bicubic:
      let a = -0.5
      if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
    }
  }
}
