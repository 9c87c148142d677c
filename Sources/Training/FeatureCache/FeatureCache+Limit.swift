import Files
import Glibc

extension FeatureCache {
  /// 20 GB, or a tenth of the free space if that is less.
  /// - Parameter freeBytes: What is free on the disk, the cache's own bytes included.
  public static func defaultLimit(freeBytes: Int) -> Int {
    min(20_000_000_000, max(0, freeBytes) / 10)
  }

  /// The default limit for a cache in this folder, which need not exist yet. What the cache takes
  /// already counts as free, so that filling it does not lower its limit.
  /// - Throws: ``FeatureCacheError/file(_:)`` if the disk cannot be asked.
  public static func defaultLimit(root: String) throws(FeatureCacheError) -> Int {
    let cache = FeatureCache(root: root, byteLimit: 0)
    let taken = try cache.list().reduce(0) { $0 + $1.byteCount }
    do throws(FileError) {
      return defaultLimit(freeBytes: try freeBytes(at: root) + taken)
    } catch { throw .file(error) }
  }

  /// What an ordinary user may still write on the disk of this folder, or of the next above that
  /// exists.
  private static func freeBytes(at folder: String) throws(FileError) -> Int {
    var folder = folder
    var status = statvfs()
    while statvfs(folder, &status) != 0 {
      guard errno == ENOENT, folder != "/", folder != "." else {
        throw .cannotRead(path: folder, code: errno)
      }
      let parent = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? "."
      folder = parent.isEmpty ? "/" : parent
    }
    return Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
  }
}
