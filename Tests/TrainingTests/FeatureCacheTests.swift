import Dispatch
import Synchronization
import Tensors
import Testing

@testable import Training

@Suite struct FeatureCacheTests {
  private typealias Fixture = FeatureCacheFixture

  @Test(arguments: [ElementType.float32, .bfloat16], [1, 5, 1280])
  func rowsComeBackBitForBit(elementType: ElementType, elementCount: Int) throws {
    let fixture = try Fixture()
    let description = Fixture.description(elementType: elementType, elementCount: elementCount)
    do {
      let set = try fixture.cache().open(description)
      try set.append(0..<40)
      #expect(set.present(0..<40) == Array(0..<40))
    }
    let set = try fixture.cache().open(description)
    #expect(set.rowCount == 40)
    #expect(set.present(0..<40) == Array(0..<40))
  }

  @Test func keysInAnyOrderGetTheirOwnRowsAndMissingOnesStayUntouched() throws {
    let fixture = try Fixture()
    let set = try fixture.cache().open(Fixture.description())
    try set.append(0..<10)
    try set.append(10..<20)
    let numbers = [19, 3, 77, 3, 0, 10, 9]
    let keys = numbers.map { Fixture.keys($0..<$0 + 1)[0] }
    let (found, bytes) = set.rows(of: keys)
    #expect(found == [true, true, false, true, true, true, true])
    #expect(set.lookup(keys) == found)
    let expected = numbers.flatMap {
      $0 == 77
        ? [UInt8](repeating: 0xAA, count: 16) : Fixture.rows($0..<$0 + 1, of: set.description)
    }
    #expect(bytes == expected)
  }

  @Test func imageViewAndItemTellRowsApart() throws {
    let fixture = try Fixture()
    let set = try fixture.cache().open(Fixture.description())
    let image = ImageDigest(ofFileContents: [1])
    let keys = [
      FeatureKey(image: image), FeatureKey(image: image, view: 1),
      FeatureKey(image: image, item: 1), FeatureKey(image: image, view: 1 << 40, item: .max),
    ]
    let rows = Fixture.rows(0..<4, of: set.description)
    try rows.withUnsafeBytes { try set.append(keys: keys, rows: $0) }
    let again = try fixture.cache().open(set.description)
    #expect(again.rows(of: keys).bytes == rows)
    #expect(again.lookup([FeatureKey(image: image, view: 2)]) == [false])
  }

  @Test func setsOfOtherDescriptionsAreApart() throws {
    let fixture = try Fixture()
    let first = try fixture.cache().open(Fixture.description())
    try first.append(0..<3)
    let second = try fixture.cache().open(Fixture.description(boundary: "layer3"))
    #expect(second.present(0..<3) == [])
    #expect(first.present(0..<3) == [0, 1, 2])
  }

  @Test func whatIsPresentIsNotStoredTwice() throws {
    let fixture = try Fixture()
    let set = try fixture.cache().open(Fixture.description())
    try set.append(0..<5)
    try set.append(0..<5)
    #expect(try fixture.segments().count == 1)
    try set.append(3..<8)
    let twice = Fixture.keys(8..<9) + Fixture.keys(8..<9)
    try Fixture.rows(8..<10, of: set.description).withUnsafeBytes {
      try set.append(keys: twice, rows: $0)
    }
    #expect(set.present(0..<10) == Array(0..<9))
    #expect(try fixture.cache().list().map(\.rowCount) == [9])
  }

  @Test func aLargeAppendBecomesSeveralSegments() throws {
    let fixture = try Fixture()
    // A row takes 16 bytes, its key and checksum 80: ten in a segment.
    let set = try fixture.cache(segmentByteCount: 960).open(Fixture.description())
    try set.append(0..<25)
    #expect(try fixture.segments().count == 3)
    #expect(try fixture.cache().open(set.description).present(0..<25) == Array(0..<25))
  }

  @Test func anOpenSetTakesInWhatAnotherWroteWhenAsked() throws {
    let fixture = try Fixture()
    let reader = try fixture.cache().open(Fixture.description())
    let writer = try fixture.cache().open(Fixture.description())
    try writer.append(0..<4)
    #expect(reader.present(0..<4) == [])
    try reader.refresh()
    #expect(reader.present(0..<4) == [0, 1, 2, 3])
  }

  @Test func writersAtTheSameTimeLoseNothing() throws {
    let fixture = try Fixture()
    let cache = fixture.cache()
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { worker in
      do {
        // Even workers overlap: the same rows from two writers are harmless.
        let set = try cache.open(Fixture.description())
        let start = worker / 2 * 20
        try set.append(start..<start + 10)
        try set.append(start + 10..<start + 20)
        guard set.present(start..<start + 20)?.count == 20 else {
          throw FeatureCacheError.badDescription("lost")
        }
      } catch { failures.withLock { $0.append("\(error)") } }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(try cache.open(Fixture.description()).present(0..<80) == Array(0..<80))
  }

  @Test func oneSetServesSeveralThreads() throws {
    let fixture = try Fixture()
    let set = try fixture.cache().open(Fixture.description(elementCount: 64))
    let complete = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 8) { worker in
      let range = worker * 10..<worker * 10 + 10
      guard (try? set.append(range)) != nil, set.present(range) == Array(range) else { return }
      complete.add(1, ordering: .relaxed)
    }
    #expect(complete.load(ordering: .relaxed) == 8)
    #expect(set.present(0..<80) == Array(0..<80))
  }

  @Test func noRowsAreNoSegment() throws {
    let fixture = try Fixture()
    let set = try fixture.cache().open(Fixture.description())
    try set.append(0..<0)
    #expect(try fixture.segments() == [])
    #expect(set.rows(of: []).found == [])
  }

  @Test func aFolderThatWasRemovedIsMadeAgain() throws {
    let fixture = try Fixture()
    let set = try fixture.cache().open(Fixture.description())
    set.folder.removeIfEmpty()
    #expect(try FeatureSetFolder.all(in: fixture.root).isEmpty)
    try set.append(0..<2)
    #expect(try fixture.cache().list().map(\.description) == [set.description])
    #expect(set.present(0..<2) == [0, 1])
  }

  @Test func aPlaceThatCannotBeAFolderIsAnError() throws {
    let fixture = try Fixture()
    #expect(FeatureCacheFile.write([1], to: fixture.folder + "/cache"))
    #expect(throws: FeatureCacheError.self) { try fixture.cache().open(Fixture.description()) }
  }
}
