import Backbones
import Embedded
import Files
import Tensors
import WeightFiles

/// A look into a file of weights, or into a backbone's, with every check there is: what
/// `graft backbones verify --json` prints.
public struct WeightInspection: Codable, Sendable {
  public struct Entry: Codable, Sendable {
    public let name: String
    public let elementType: String
    public let shape: [Int]
    public let byteCount: Int
    /// Elements that are infinite or no number.
    public let nonFinite: Int
  }

  public let command: String
  /// The file; for weights inside the program their name there.
  public let path: String
  public let format: String
  public let byteCount: Int
  /// Of the whole file.
  public let sha256: String
  /// The card that it was held against, whose hash it has; `nil` for a file of the user's.
  public let card: String?
  /// The network whose parameters it holds, whatever its head; `nil` if Graft knows none.
  public let architecture: String?
  public let elements: Int
  public let wrappers: [String]
  public let ignored: [String]
  public let metadata: [String: String]
  /// By name.
  public let tensors: [Entry]

  /// Tensors with numbers that are not finite.
  public var unsound: [Entry] { tensors.filter { $0.nonFinite > 0 } }

  /// - Parameter name: A file, or a card's name.
  /// - Throws: Anything ``Failure/init(_:)`` classifies: for a card also that the weights are not here
  ///   or have another hash.
  public init(of name: String, cache: CacheFolder = .standard()) throws {
    let isFile = name.contains("/") || (try? InputFile(path: name)) != nil
    if !isFile, let card = try? Pretrained.card(named: name) {
      self = try .card(card, cache: cache)
    } else {
      // A plain word that is no file was meant as a card's name.
      if !isFile, !name.contains(".") { _ = try Pretrained.card(named: name) }
      self = try .file(name, card: nil)
    }
  }

  private static func file(_ path: String, card: Card?) throws -> WeightInspection {
    WeightInspection(
      try WeightFile.read(path: path), path: path, byteCount: try InputFile(path: path).byteCount,
      sha256: try ExpectedHash.sha256(ofFile: path), card: card)
  }

  private static func card(_ card: Card, cache: CacheFolder) throws -> WeightInspection {
    guard let embedded = card.embedded else {
      // Refuses weights that are not here, or have another hash.
      _ = try card.contents(in: cache)
      return try file(card.path(in: cache), card: card)
    }
    guard let bytes = EmbeddedFiles.bytes(named: embedded.file) else {
      throw BackboneError.notEmbedded(file: embedded.file)
    }
    let found = ExpectedHash.sha256(of: bytes)
    guard embedded.hash.matches(found) else {
      throw BackboneError.wrongHash(
        origin: embedded.file, expected: embedded.hash.digits, found: found,
        advice: "the program itself is damaged; install it again")
    }
    return WeightInspection(
      try card.contents(in: cache), path: embedded.file, byteCount: bytes.count, sha256: found,
      card: card)
  }

  private init(
    _ contents: WeightFileContents, path: String, byteCount: Int, sha256: String, card: Card?
  ) {
    command = "backbones verify"
    self.path = path
    format = "\(contents.format)"
    self.byteCount = byteCount
    self.sha256 = sha256
    self.card = card?.name
    var withoutHead = contents
    withoutHead.tensors = contents.tensors.filter { !$0.key.hasPrefix(Head.prefix) }
    architecture =
      (card?.architecture ?? Network.architecture(of: withoutHead, path: path))?.rawValue
    elements = contents.tensors.values.reduce(0) { $0 + $1.shape.elementCount }
    wrappers = contents.wrappers
    ignored = contents.ignored
    metadata = contents.metadata
    tensors = contents.tensors.sorted { $0.key < $1.key }.map { name, tensor in
      Entry(
        name: name, elementType: tensor.elementType.rawValue, shape: tensor.shape.dimensions,
        byteCount: tensor.byteCount, nonFinite: tensor.nonFiniteCount)
    }
  }
}
