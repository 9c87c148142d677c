import Files
import Glibc

extension FeatureCache {
  /// Removes the segments that were least recently used until `byteCount` bytes fit below the
  /// limit.
  ///
  /// Sets that are open elsewhere stay whole. Of the writer's own, segments that nobody used since
  /// it was opened may go: one set that fills the cache does not close it for ever.
  /// - Returns: The names of the writer's own segments that are gone.
  /// - Throws: ``FeatureCacheError/limitReached(path:limit:needed:)``, before anything is removed,
  ///   if not enough may go; ``FeatureCacheError/file(_:)`` if a folder cannot be listed.
  func makeRoom(for byteCount: Int, writer: FeatureSet) throws(FeatureCacheError) -> Set<String> {
    let segments = try allSegments()
    let total = segments.reduce(0) { $0 + $1.byteCount }
    var excess = total + byteCount - byteLimit
    guard excess > 0 else { return [] }

    let locks = exclusiveLocks(on: Set(segments.map(\.folder.key)), but: writer.folder.key)
    // Another process that has the writer's set open marks its segments at this interval.
    let idleBefore = writer.opened - 2 * FeatureSet.touchInterval
    let candidates = segments.filter { segment in
      segment.folder.key == writer.folder.key
        ? segment.lastUsed < idleBefore : locks[segment.folder.key] != nil
    }
    guard candidates.reduce(0, { $0 + $1.byteCount }) >= excess else {
      throw .limitReached(path: root, limit: byteLimit, needed: byteCount)
    }

    var ownNames: Set<String> = []
    for segment in candidates.sorted(by: { ($0.lastUsed, $0.name) < ($1.lastUsed, $1.name) })
    where excess > 0 {
      guard unlink(segment.path) == 0 || errno == ENOENT else { continue }
      excess -= segment.byteCount
      if segment.folder.key == writer.folder.key {
        ownNames.insert(segment.name)
      }
    }
    withExtendedLifetime(locks) {
      for key in locks.keys { FeatureSetFolder(root: root, key: key).removeIfEmpty() }
    }
    return ownNames
  }

  private func allSegments() throws(FeatureCacheError) -> [SegmentFile] {
    do throws(FileError) {
      var segments: [SegmentFile] = []
      for folder in try FeatureSetFolder.all(in: root) { segments += try folder.segments() }
      return segments
    } catch { throw .file(error) }
  }

  private func exclusiveLocks(on keys: Set<String>, but own: String) -> [String: FolderLock] {
    var locks: [String: FolderLock] = [:]
    for key in keys where key != own {
      locks[key] = FolderLock.exclusive(FeatureSetFolder(root: root, key: key).path)
    }
    return locks
  }
}
