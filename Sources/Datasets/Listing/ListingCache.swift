import Crypto
import Files
import Glibc

/// What large folder trees held when they were read last, so that only what has changed since is read again.
///
/// Nothing that a cache holds is trusted further than a look at each folder's status: it costs time to be without,
/// never a wrong answer. Use it from one place at a time or from many: files appear whole.
public struct ListingCache: Sendable {
  private let cache: CacheFolder
  /// Below this a tree is read faster than remembered.
  let minimumFileCount: Int

  private static let keptFileCount = 32

  public init(_ cache: CacheFolder) {
    self.init(cache, minimumFileCount: 10_000)
  }

  init(_ cache: CacheFolder, minimumFileCount: Int) {
    self.cache = cache
    self.minimumFileCount = minimumFileCount
  }

  private static let folder = "listings"

  /// By the folder's path below the root; empty if nothing is known.
  func listings(ofRoot root: String) -> [String: FolderListing] {
    guard let path = path(ofRoot: root), let bytes = try? InputFile.contents(of: path) else {
      return [:]
    }
    return ListingFile.listings(in: bytes) ?? [:]
  }

  /// Keeps what can be checked the next time by folders' statuses alone.
  /// - Throws: ``FileError``: the cache cannot be written.
  func keep(_ listings: [String: FolderListing], ofRoot root: String) throws(FileError) {
    guard let path = path(ofRoot: root) else { return }
    _ = try cache.makeFolder(Self.folder)
    let checkable = listings.filter { $0.value.canBeKept }
    try AtomicFile.write(ListingFile.bytes(of: checkable), to: path)
    removeOldest()
  }

  /// Removes all of it.
  /// - Returns: Bytes that are free again.
  @discardableResult
  public func clear() -> Int {
    files().reduce(0) { unlink($1.path) == 0 ? $0 + $1.byteCount : $0 }
  }

  private func path(ofRoot root: String) -> String? {
    guard let resolved = realpath(root, nil) else { return nil }
    defer { free(resolved) }
    let name = SHA256.hash(data: Array(String(cString: resolved).utf8)).prefix(16)
      .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    return cache.folder(Self.folder) + "/" + name
  }

  private func files() -> [(path: String, byteCount: Int, used: Int)] {
    let folder = cache.folder(Self.folder)
    guard let listing = try? FolderListing(path: folder) else { return [] }
    return listing.files.compactMap { name in
      var status = stat()
      guard stat(folder + "/" + name, &status) == 0 else { return nil }
      return (folder + "/" + name, Int(status.st_size), status.st_mtim.tv_sec)
    }
  }

  private func removeOldest() {
    for file in files().sorted(by: { $0.used > $1.used }).dropFirst(Self.keptFileCount) {
      unlink(file.path)
    }
  }
}
