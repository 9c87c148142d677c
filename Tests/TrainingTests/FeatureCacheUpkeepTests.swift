import Glibc
import Testing

@testable import Training

@Suite struct FeatureCacheUpkeepTests {
  private typealias Fixture = FeatureCacheFixture
  private typealias File = FeatureCacheFile

  @Test func aCacheThatIsNotThereIsEmpty() throws {
    let fixture = try Fixture()
    #expect(try fixture.cache().list().isEmpty)
    #expect(try fixture.cache().clear() == FeatureRemoval())
    #expect(!File.exists(fixture.root))
  }

  @Test func theListSaysWhatEachSetTakes() throws {
    let fixture = try Fixture()
    let set = try fixture.cache().open(Fixture.description())
    try set.append(0..<3)
    try set.append(3..<8)
    let entry = try #require(try fixture.cache().list().first)
    #expect(entry.key == (try set.description.key()))
    #expect(entry.description == set.description)
    #expect(entry.rowCount == 8)
    #expect(entry.byteCount == 2 * 96 + 8 * (48 + 32 + 16))
    let lastUsed = try #require(entry.lastUsed)
    #expect(abs(lastUsed.timeIntervalSince1970 - Double(time(nil))) < 100)
  }

  @Test func clearingRemovesWhatIsNotOpenAndNothingElse() throws {
    let fixture = try Fixture()
    try fixture.cache().open(Fixture.description(boundary: "closed")).append(0..<3)
    let held = try fixture.cache().open(Fixture.description(boundary: "open"))
    try held.append(0..<3)
    #expect(File.write([1], to: fixture.root + "/letter.txt"))
    #expect(
      try fixture.cache().clear() == FeatureRemoval(setCount: 1, setsInUse: 1, byteCount: 384))
    #expect(held.present(0..<3) == [0, 1, 2])
    #expect(try fixture.cache().list().map(\.description) == [held.description])
    #expect(File.exists(fixture.root + "/letter.txt"))
  }

  @Test func strangersFilesInASetStay() throws {
    let fixture = try Fixture()
    let folder: String
    do {
      let set = try fixture.cache().open(Fixture.description())
      try set.append(0..<3)
      folder = set.folder.path
    }
    #expect(File.write([1], to: folder + "/letter.txt"))
    #expect(try fixture.cache().clear() == FeatureRemoval(byteCount: 384))
    #expect(try FolderEntry.entries(of: folder).map(\.name) == ["letter.txt"])
  }

  @Test func whatKilledWritersLeftIsRemovedOnceNobodyWrites() throws {
    let fixture = try Fixture()
    var set: FeatureSet? = try fixture.cache().open(Fixture.description())
    let left = try #require(set).folder.path + "/01-02.features.aB3xYz"
    #expect(File.write([1, 2, 3], to: left))
    _ = try fixture.cache().open(Fixture.description())
    #expect(File.exists(left), "may be a file that the open set is writing")
    set = nil
    _ = try fixture.cache().open(Fixture.description())
    #expect(!File.exists(left))
  }

  private static let canMount = {
    guard geteuid() == 0, let fixture = try? FeatureCacheFixture() else { return false }
    guard mount("graft", fixture.folder, "tmpfs", 0, "size=64k") == 0 else { return false }
    return umount(fixture.folder) == 0
  }()

  @Test(.enabled(if: canMount, "filling a disk needs the right to mount a small one"))
  func aFullDiskIsAnErrorOfItsOwnAndCostsNothingStored() throws {
    let fixture = try Fixture()
    #expect(mount("graft", fixture.folder, "tmpfs", 0, "size=256k") == 0)
    defer { umount(fixture.folder) }
    let set = try fixture.cache(segmentByteCount: 20_000).open(Fixture.description())
    try set.append(0..<500)
    // 96 bytes a row: the rest of 256 KiB has room for some of these segments.
    let error = #expect(throws: FeatureCacheError.self) { try set.append(500..<5000) }
    guard case .diskFull = error else {
      Issue.record("expected a full disk, found \(String(describing: error))")
      return
    }
    let again = try fixture.cache().open(set.description)
    let present = try #require(again.present(0..<5000))
    #expect(present == Array(0..<present.count) && present.count > 500)
    #expect(
      try FolderEntry.entries(of: set.folder.path).allSatisfy {
        $0.name.hasSuffix(".features") || $0.name == "set.json"
      })
  }
}
