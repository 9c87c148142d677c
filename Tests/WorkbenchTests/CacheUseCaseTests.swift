import Files
import Testing

@testable import Workbench

@Suite("The feature cache, from outside")
struct CacheUseCaseTests {
  @Test("lists what a run left, and empties it")
  func listAndClear() throws {
    let scratch = try Scratch()
    let cache = CacheFolder(path: scratch.path)
    #expect(try CacheListing(cache: cache).sets.isEmpty)
    try scratch.copy(DemoModel.cache.folder("features"), to: "features")
    let listing = try CacheListing(cache: cache)
    // What the backbone gave, and the perceptual hashes.
    #expect(listing.sets.map(\.rows) == [6, 6])
    #expect(Set(listing.sets.map(\.features)) == [1280, 2])
    #expect(listing.sets.map(\.isAugmented) == [false, false])
    #expect(listing.byteCount > 6 * 1280 * 4)
    let clearing = try CacheClearing(cache: cache)
    #expect(clearing.removedSets == 2)
    #expect(clearing.removedByteCount == listing.byteCount)
    #expect(clearing.setsInUse == 0)
    #expect(try CacheListing(cache: cache).sets.isEmpty)
  }
}
