/// A format that Graft decodes.
public enum ImageFormat: String, Codable, Hashable, Sendable, CaseIterable {
  case jpeg
  case png
  /// Still pictures; an animation is refused.
  case webp

  public var name: String { self == .webp ? "WebP" : rawValue.uppercased() }
}
