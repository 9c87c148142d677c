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

  init(root: String) throws(DatasetError) {
    var visited: Set<FolderListing.Identity> = []
    var pending = [""]
    var links: [String] = []
    while true {
      let isLink = pending.isEmpty
      if isLink, links.isEmpty { break }
      let relativePath = isLink ? Self.takeFirst(&links) : pending.removeLast()
      let listing = try FolderListing(path: RelativePath.join(root, relativePath))
      guard visited.insert(listing.identity).inserted else {
        skippedLinks.append(relativePath)
        continue
      }
      folders.append(Folder(relativePath: relativePath, files: listing.files))
      ignoredCount += listing.ignoredCount
      pending += listing.folders.map { RelativePath.join(relativePath, $0) }
      links += listing.linkedFolders.map { RelativePath.join(relativePath, $0) }
    }
    folders.sort { ByteOrder.precedes($0.relativePath, $1.relativePath) }
  }

  /// Links are rare, so a linear search for the first is cheap.
  private static func takeFirst(_ links: inout [String]) -> String {
    let first = links.indices.min { ByteOrder.precedes(links[$0], links[$1]) }
    return links.remove(at: first ?? 0)
  }
}
