import Images

/// What is known about one set of pretrained weights: `pretrained/NAME.json`.
public struct Card: Hashable, Sendable, Codable {
  public let name: String
  public let architecture: Architecture
  public let source: CardSource
  /// The exact size of the file at the source, where it is known.
  public let byteCount: Int?
  /// The size as its publisher rounds it.
  public let approximateMegabytes: Double?
  /// The SHA-256 of the file at the source, all of it or as many first digits as are published.
  public let hash: ExpectedHash
  /// The copy inside the program, if there is one.
  public let embedded: Embedded?
  public let licence: String
  /// Accuracy on ImageNet's validation set as published, in percent.
  public let topOnePercent: Double?
  /// What a user should know besides.
  public let notes: String?
  public let preprocessing: Preprocessing
  /// The list of class names, `imagenet-1k` for `pretrained/imagenet-1k.txt`; `nil` if the file
  /// holds no classifier.
  public let classes: String?
  /// The head that goes onto it where none is asked for.
  public let head: Head.Kind
  /// How the file's names become Graft's.
  public let keys: KeyMapping

  public struct Embedded: Hashable, Sendable, Codable {
    public let file: String
    public let hash: ExpectedHash

    private enum CodingKeys: String, CodingKey {
      case file
      case hash = "sha256"
    }
  }

  enum CodingKeys: String, CodingKey {
    case name, architecture, source, byteCount, approximateMegabytes
    case sha256, sha256Prefix
    case embedded, licence, topOnePercent, notes, preprocessing, classes, head, keys
  }
}
