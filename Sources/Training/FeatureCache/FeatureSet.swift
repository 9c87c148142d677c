import Files
import Glibc
import Synchronization

/// The features of one description on the disk: read by key, written in segments.
///
/// Safe to use from several threads at once, and from several processes. As long as it is in use
/// nobody else evicts its segments; one that vanishes all the same counts as missing.
public final class FeatureSet: Sendable {
  public let description: FeatureSetDescription
  let cache: FeatureCache
  let folder: FeatureSetFolder
  let layout: SegmentLayout
  /// Nanoseconds since 1970.
  let opened: Int64
  let index = Mutex(FeatureIndex())
  private let lock: FolderLock

  /// Segments are marked as used at most this often.
  static let touchInterval: Int64 = 60_000_000_000

  init(_ description: FeatureSetDescription, in cache: FeatureCache) throws(FeatureCacheError) {
    self.description = description
    self.cache = cache
    layout = try description.layout()
    folder = FeatureSetFolder(root: cache.root, key: try description.key())
    do throws(FileError) {
      lock = try Self.lock(folder)
    } catch { throw .storing(error) }
    opened = SegmentFile.now()
    try folder.write(description)
    try refresh()
  }

  /// Makes the folder and holds it, so that no other process removes it.
  private static func lock(_ folder: FeatureSetFolder) throws(FileError) -> FolderLock {
    // Another process may remove the folder, empty as it is, before it is locked: then once more.
    for _ in 0..<100 {
      try folder.create()
      if let alone = FolderLock.exclusive(folder.path) {
        withExtendedLifetime(alone) { folder.removeTemporaryFiles() }
      }
      do throws(FileError) {
        let lock = try FolderLock.shared(folder.path)
        if lock.names(folder.path) { return lock }
      } catch .missing { continue }
    }
    throw .cannotWrite(path: folder.path, code: EBUSY)
  }

  /// Keys that can be found, as far as the key tables tell.
  public var rowCount: Int { index.withLock { $0.rowCount } }

  /// Segments that were found damaged since the set was opened. Their rows count as missing, and
  /// their files were removed.
  public var damagedSegmentCount: Int { index.withLock { $0.damagedSegmentCount } }

  /// Takes in what other processes have written since.
  /// - Throws: ``FeatureCacheError/file(_:)`` if the folder cannot be listed.
  public func refresh() throws(FeatureCacheError) {
    let segments: [SegmentFile]
    do throws(FileError) { segments = try folder.segments() } catch { throw .file(error) }
    let present = Set(segments.map(\.name))
    index.withLock { index in
      index.drop(names: Set(index.segments.map(\.name)).subtracting(present))
    }
    for segment in segments where !index.withLock({ $0.knows(segment.name) }) {
      switch SegmentContents(of: segment.path, layout: layout) {
      case .keys(let keys): index.withLock { $0.insert(keys, of: segment.name) }
      case .unavailable: break
      case .damaged:
        unlink(segment.path)
        index.withLock { $0.refuse(segment.name) }
      }
    }
  }

  /// Which keys are present, in their order, as far as the key tables tell: ``read(_:into:)`` has
  /// the last word, since it checks the rows. Segments that are asked for count as used.
  public func lookup(_ keys: [FeatureKey]) -> [Bool] {
    let locations = index.withLock { index in keys.map { index[$0] } }
    markAsUsed(Set(locations.compactMap { $0.map { Int($0.segment) } }))
    return locations.map { $0 != nil }
  }

  func markAsUsed(_ segments: Set<Int>) {
    let now = SegmentFile.now()
    let names = index.withLock { index in
      index.touch(segments, before: now - Self.touchInterval, now: now)
    }
    for name in names { SegmentFile.touch(path(ofSegment: name)) }
  }

  func path(ofSegment name: String) -> String { folder.path + "/" + name }
}
