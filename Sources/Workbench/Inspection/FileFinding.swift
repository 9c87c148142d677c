/// Something about a file that whoever trains on it should know.
public struct FileFinding: Codable, Sendable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// No bytes at all.
    case empty
    /// Ends before its format says that it does.
    case truncated
    /// Breaks the rules of its format otherwise.
    case corrupt
    /// Of no known image format.
    case notAnImage
    /// An image of a format that Graft does not decode.
    case unsupported
    /// Beyond `DecodingLimits`: an attack, or a mistake.
    case huge
    /// The system does not let it be read.
    case unreadable
    /// Can be read, and is of another format than its name says.
    case wrongExtension
    /// Can be read, and holds more pictures than the first, which is used.
    case animated
    /// Can be read, and is stored otherwise than upright; Graft turns it, other programs may not.
    case rotated

    /// Whether a training could not use the file.
    public var isUnreadable: Bool {
      switch self {
      case .empty, .truncated, .corrupt, .notAnImage, .unsupported, .huge, .unreadable: true
      case .wrongExtension, .animated, .rotated: false
      }
    }

    /// In words, after a number.
    public var words: String {
      switch self {
      case .empty: "empty"
      case .truncated: "truncated"
      case .corrupt: "corrupt"
      case .notAnImage: "not an image"
      case .unsupported: "in a format that is not read"
      case .huge: "too large to decode"
      case .unreadable: "not readable"
      case .wrongExtension: "named otherwise than they are"
      case .animated: "animated"
      case .rotated: "turned by EXIF"
      }
    }
  }

  /// Below the data's root.
  public let path: String
  /// `nil` for a file that the scan leaves aside because of its name.
  @ExplicitNull public private(set) var label: String?
  public let kind: Kind
  public let message: String

  init(path: String, label: String?, kind: Kind, message: String) {
    self.path = path
    self.label = label
    self.kind = kind
    self.message = message
  }
}
