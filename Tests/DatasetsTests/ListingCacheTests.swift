import Files
import Foundation
import Testing

@testable import Datasets

@Suite struct ListingCacheTests {
  private let folder: TemporaryFolder
  private let cache: CacheFolder

  init() throws {
    folder = try TemporaryFolder(["data/a/1.jpg", "data/a/2.jpg", "data/b/deep/1.png", "cache/"])
    cache = CacheFolder(path: folder.path + "/cache")
  }

  private func paths(remembering: Bool = true) throws -> [String] {
    let listings = ListingCache(cache, minimumFileCount: 3)
    return try DatasetScan(of: folder.path + "/data", cache: remembering ? listings : nil)
      .dataset.items.map(\.relativePath)
  }

  private var file: String {
    get throws {
      let names = try FileManager.default.contentsOfDirectory(atPath: cache.folder("listings"))
      return cache.folder("listings") + "/" + (try #require(names.first))
    }
  }

  /// Changes what is remembered, so that who asks is found out.
  private func remember(_ change: (inout [String: FolderListing]) -> Void) throws {
    var listings = try #require(ListingFile.listings(in: InputFile.contents(of: file)))
    change(&listings)
    try AtomicFile.write(ListingFile.bytes(of: listings), to: file)
  }

  private func settle() { Thread.sleep(forTimeInterval: 2.1) }

  @Test func foldersThatStayedAreNotReadAgainAndChangedOnesAre() throws {
    let found = ["a/1.jpg", "a/2.jpg", "b/deep/1.png"]
    #expect(try paths() == found)
    // So young a folder may change without a trace in its time, and is not trusted.
    #expect(try ListingFile.listings(in: InputFile.contents(of: file)) == [:])
    settle()
    #expect(try paths() == found)
    try remember { listings in
      for (path, listing) in listings where !listing.files.isEmpty {
        listings[path] = FolderListing(
          stamp: listing.stamp, files: listing.files + ["remembered.jpg"], folders: [],
          ignoredCount: 0)
      }
    }
    let told = ["a/1.jpg", "a/2.jpg", "a/remembered.jpg", "b/deep/1.png", "b/deep/remembered.jpg"]
    #expect(try paths() == told)
    #expect(try paths(remembering: false) == found)
    try folder.write("", to: "data/a/3.jpg")
    #expect(
      try paths() == ["a/1.jpg", "a/2.jpg", "a/3.jpg", "b/deep/1.png", "b/deep/remembered.jpg"])
    try FileManager.default.removeItem(atPath: folder.path + "/data/b/deep/1.png")
    try folder.write("", to: "data/b/deep/2.png")
    #expect(try paths() == ["a/1.jpg", "a/2.jpg", "a/3.jpg", "b/deep/2.png"])
  }

  @Test func aDamagedFileIsNoFile() throws {
    settle()
    let found = try paths()
    let whole = try InputFile.contents(of: file)
    #expect(ListingFile.listings(in: whole)?.count == 4)
    for place in stride(from: 0, to: whole.count, by: 7) {
      var damaged = whole
      damaged[place] ^= 1
      #expect(ListingFile.listings(in: damaged) == nil)
      #expect(ListingFile.listings(in: Array(whole[..<place])) == nil)
    }
    try AtomicFile.write("rubbish", to: file)
    #expect(try paths() == found)
    #expect(try InputFile.contents(of: file) == whole)
  }

  @Test func foldersWithLinksAndSmallTreesAreNotRemembered() throws {
    try folder.link("data/a/link.jpg", to: "1.jpg")
    settle()
    _ = try paths()
    let kept = try #require(ListingFile.listings(in: InputFile.contents(of: file)))
    #expect(kept.keys.sorted() == ["", "b", "b/deep"])
    ListingCache(cache).clear()
    _ = try DatasetScan(of: folder.path + "/data", cache: ListingCache(cache))
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache.folder("listings")).isEmpty)
  }

  @Test func aCacheThatCannotBeWrittenCostsNothingButTime() throws {
    try FileManager.default.removeItem(atPath: cache.path)
    try folder.write("a file", to: "cache")
    #expect(try paths() == ["a/1.jpg", "a/2.jpg", "b/deep/1.png"])
  }
}
