import Glibc

/// A shell's pattern over names: `*` stands for any characters (dots too), `?` for one, `[ab]` for one of them.
public struct NamePattern: Codable, Sendable, Hashable {
  public let text: String

  public init(_ text: String) {
    self.text = text
  }

  /// Whether the whole name is as the pattern says.
  public func matches(_ name: String) -> Bool {
    fnmatch(text, name, 0) == 0
  }

  public init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
