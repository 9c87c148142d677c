/// Every folder below a root and the files in it.
///
/// Each folder is read once, however many links lead to it: links to folders are followed after all
/// real folders, in the order of their paths, and skipped if they lead where one has already been.
/// So no cycle is endless and no image is found twice by way of links. Hidden folders are not
/// entered.
struct FileTree {
  struct Folder {
    /// Below the root, without a `/` at either end; empty for the root itself.
    let relativePath: String
    let files: [String]
  }

  private(set) var folders: [Folder] = []
  /// Relative paths of links to folders that were read by another path.
  private(set) var skippedLinks: [String] = []
  /// Hidden files and folders, and what is neither file nor folder.
  private(set) var ignoredCount = 0

  /// - Parameter cache: Where what was read of a large tree is kept; `nil` to read everything anew.
  init(root: String, cache: ListingCache? = nil) throws(DatasetError) {
    let known = cache?.listings(ofRoot: root) ?? [:]
    var listings: [String: FolderListing] = [:]
    var visited: Set<FolderListing.Identity> = []
    var pending = [""]
    var links: [String] = []
    var hasNews = false
    while true {
      let isLink = pending.isEmpty
      if isLink, links.isEmpty { break }
      let relativePath = isLink ? Self.takeFirst(&links) : pending.removeLast()
      let path = RelativePath.join(root, relativePath)
      let listing: FolderListing
      if let kept = known[relativePath], kept.stamp == FolderStamp(path: path) {
        listing = kept
      } else {
        listing = try FolderListing(path: path)
        hasNews = true
      }
      guard visited.insert(listing.identity).inserted else {
        skippedLinks.append(relativePath)
        continue
      }
      listings[relativePath] = listing
      folders.append(Folder(relativePath: relativePath, files: listing.files))
      ignoredCount += listing.ignoredCount
      pending += listing.folders.map { RelativePath.join(relativePath, $0) }
      links += listing.linkedFolders.map { RelativePath.join(relativePath, $0) }
    }
    folders.sort { ByteOrder.precedes($0.relativePath, $1.relativePath) }
    let count = folders.reduce(0) { $0 + $1.files.count }
    if let cache, hasNews, count >= cache.minimumFileCount {
      // Without it the next scan only takes longer.
      try? cache.keep(listings, ofRoot: root)
    }
  }

  /// Links are rare, so a linear search for the first is cheap.
  private static func takeFirst(_ links: inout [String]) -> String {
    let first = links.indices.min { ByteOrder.precedes(links[$0], links[$1]) }
    return links.remove(at: first ?? 0)
  }
}
