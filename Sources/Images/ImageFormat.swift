/// A format that Graft decodes.
public enum ImageFormat: String, Codable, Hashable, Sendable, CaseIterable {
  case jpeg
  case png

  public var name: String { rawValue.uppercased() }
}
