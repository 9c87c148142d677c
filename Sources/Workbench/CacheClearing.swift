import Datasets
import Files
import Training

/// Empties the feature cache and forgets the listings of large folders: what `graft cache clear --json` prints.
public struct CacheClearing: Codable, Sendable {
  public let command: String
  public let folder: String
  public let removedSets: Int
  public let removedByteCount: Int
  /// Sets that stayed because another process reads or writes them.
  public let setsInUse: Int

  /// - Throws: `FeatureCacheError`.
  public init(cache: CacheFolder = .standard()) throws {
    let root = cache.folder("features")
    let removal = try FeatureCache(root: root, byteLimit: 0).clear()
    let listings = ListingCache(cache).clear()
    command = "cache clear"
    folder = root
    removedSets = removal.setCount
    removedByteCount = removal.byteCount + listings
    setsInUse = removal.setsInUse
  }
}
