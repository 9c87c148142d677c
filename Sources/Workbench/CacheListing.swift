import Files
import FoundationEssentials
import Training

/// What `graft cache list --json` prints.
public struct CacheListing: Codable, Sendable {
  public struct Entry: Codable, Sendable {
    public let key: String
    public let byteCount: Int
    public let rows: Int
    /// The moment of the last use, ISO 8601 in UTC.
    public let lastUsed: String?
    /// The node whose output is kept; this and what follows is `nil` if the set cannot be read.
    public let boundary: String?
    public let features: Int?
    public let precision: String?
    public let isAugmented: Bool?
    public let weightsDigest: String?
  }

  public let command: String
  public let folder: String
  public let byteCount: Int
  /// What it may take by default.
  public let byteLimit: Int
  /// The last used first.
  public let sets: [Entry]

  /// - Throws: `FeatureCacheError`.
  public init(cache: CacheFolder = .standard()) throws {
    let root = cache.folder("features")
    let found = try FeatureCache(root: root, byteLimit: 0).list()
    command = "cache list"
    folder = root
    byteCount = found.reduce(0) { $0 + $1.byteCount }
    byteLimit = try FeatureCache.defaultLimit(root: root)
    sets = found.map { set in
      Entry(
        key: set.key, byteCount: set.byteCount, rows: set.rowCount,
        lastUsed: set.lastUsed?.ISO8601Format(), boundary: set.description?.boundary,
        features: set.description?.elementCount,
        precision: set.description?.precision.rawValue,
        isAugmented: set.description.map { $0.augmentation != nil },
        weightsDigest: set.description?.weightsDigest)
    }
  }
}
