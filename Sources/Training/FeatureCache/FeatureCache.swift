import Files
import FoundationEssentials
import Glibc

/// What frozen prefixes computed, kept on the disk: a backbone sees each image once, whatever the
/// number of epochs, folds and runs.
///
/// A folder with a folder for each ``FeatureSetDescription``, in which segments hold some rows
/// each. Any number of processes may read and write at the same time: a segment appears whole,
/// under a name of its own, and never changes.
public struct FeatureCache: Sendable {
  public let root: String
  /// What all segments together may take. Two processes that write at the same moment can pass it
  /// by a segment each, until the next one is written.
  public let byteLimit: Int
  let segmentByteCount: Int

  /// - Parameters:
  ///   - root: The folder, made when the first set is opened.
  ///   - byteLimit: See ``defaultLimit(root:)``.
  public init(root: String, byteLimit: Int) {
    self.init(root: root, byteLimit: byteLimit, segmentByteCount: 64 << 20)
  }

  init(root: String, byteLimit: Int, segmentByteCount: Int) {
    self.root = root
    self.byteLimit = byteLimit
    self.segmentByteCount = segmentByteCount
  }

  /// The features of this description, made if there are none yet.
  /// - Throws: ``FeatureCacheError``: the description is impossible, or the folder cannot be made,
  ///   written or listed.
  public func open(_ description: FeatureSetDescription) throws(FeatureCacheError) -> FeatureSet {
    try FeatureSet(description, in: self)
  }

  /// The sets, the last used first; none if there is no cache yet.
  /// - Throws: ``FeatureCacheError/file(_:)`` if a folder cannot be listed.
  public func list() throws(FeatureCacheError) -> [FeatureSetEntry] {
    do throws(FileError) {
      var entries: [FeatureSetEntry] = []
      for folder in try FeatureSetFolder.all(in: root) {
        entries.append(try FeatureSetEntry(of: folder))
      }
      return entries.sorted {
        ($0.lastUsed ?? .distantPast, $1.key) > ($1.lastUsed ?? .distantPast, $0.key)
      }
    } catch { throw .file(error) }
  }

  /// Removes all sets but those that are open somewhere.
  /// - Throws: ``FeatureCacheError/file(_:)`` if a folder cannot be listed.
  public func clear() throws(FeatureCacheError) -> FeatureRemoval {
    var removal = FeatureRemoval()
    do throws(FileError) {
      for folder in try FeatureSetFolder.all(in: root) {
        guard let lock = FolderLock.exclusive(folder.path) else {
          removal.setsInUse += 1
          continue
        }
        for segment in try folder.segments() where unlink(segment.path) == 0 {
          removal.byteCount += segment.byteCount
        }
        folder.removeIfEmpty()
        if !lock.names(folder.path) { removal.setCount += 1 }
      }
    } catch { throw .file(error) }
    return removal
  }
}
