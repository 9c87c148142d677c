import Backbones
import Files

/// A pretrained backbone as a list shows it.
public struct BackboneEntry: Codable, Sendable {
  /// Where its weights are, or how they get here.
  public enum Availability: String, Codable, Sendable {
    /// Inside the program.
    case embedded
    /// In the cache.
    case here
    /// `graft backbones fetch` downloads them.
    case fetchable
    /// To be put into the cache by hand; `graft backbones show` says how.
    case byHand
  }

  public let name: String
  public let architecture: String
  /// Percent of ImageNet's validation set.
  public let topOnePercent: Double?
  /// Of the file at the source; `nil` where only a rounded size is known.
  public let byteCount: Int?
  /// As its publisher rounds it: units of 1 048 576 bytes.
  public let approximateMegabytes: Double?
  public let licence: String
  public let availability: Availability
  /// Whether it classifies by itself, so that `predict` and `evaluate` take its name.
  public let classifies: Bool

  public init(_ card: Card, cache: CacheFolder) {
    name = card.name
    architecture = card.architecture.rawValue
    topOnePercent = card.topOnePercent
    byteCount = card.byteCount
    approximateMegabytes = card.approximateMegabytes
    licence = card.licence
    classifies = card.classes != nil
    availability =
      if card.embedded != nil {
        .embedded
      } else if card.isHere(in: cache) {
        .here
      } else if case .address = card.source {
        .fetchable
      } else {
        .byHand
      }
  }

  /// All that the program knows, by name.
  /// - Throws: `BackboneError.invalidCard`.
  public static func all(cache: CacheFolder = .standard()) throws -> [BackboneEntry] {
    try Pretrained.cards().map { BackboneEntry($0, cache: cache) }
  }
}

/// What `graft backbones list --json` prints.
public struct BackboneList: Codable, Sendable {
  public let command: String
  public let backbones: [BackboneEntry]

  /// - Throws: `BackboneError.invalidCard`.
  public init(cache: CacheFolder = .standard()) throws {
    command = "backbones list"
    backbones = try BackboneEntry.all(cache: cache)
  }
}
