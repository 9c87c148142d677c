import Glibc
import Testing

@testable import Training

@Suite struct FeatureCacheEvictionTests {
  private typealias Fixture = FeatureCacheFixture
  private typealias File = FeatureCacheFile

  /// Ten rows of four floats.
  private let segmentByteCount = 96 + 10 * (48 + 32 + 16)

  /// A closed set with one segment of ten rows, last used so many seconds ago.
  private func addSet(_ name: String, age: Int, to fixture: Fixture) throws {
    let set = try fixture.cache().open(Fixture.description(boundary: name))
    try set.append(0..<10)
    let path = try #require(try set.folder.segments().first?.path)
    #expect(File.age(path, seconds: age))
  }

  private func names(_ fixture: Fixture) throws -> [String?] {
    try fixture.cache().list().map(\.description?.boundary)
  }

  @Test func theLeastRecentlyUsedGoFirst() throws {
    let fixture = try Fixture()
    try addSet("b", age: 3000, to: fixture)
    try addSet("a", age: 5000, to: fixture)
    try addSet("c", age: 1000, to: fixture)
    #expect(try names(fixture) == ["c", "b", "a"])
    let set = try fixture.cache(limit: 3 * segmentByteCount)
      .open(Fixture.description(boundary: "d"))
    try set.append(0..<10)
    #expect(try names(fixture) == ["d", "c", "b"])
    try set.append(10..<20)
    #expect(try names(fixture) == ["d", "c"])
    #expect(set.present(0..<20) == Array(0..<20))
    #expect(try FeatureSetFolder.all(in: fixture.root).count == 2)
  }

  @Test(arguments: [true, false])
  func readingOrLookingUpIsUsing(byReading: Bool) throws {
    let fixture = try Fixture()
    try addSet("a", age: 5000, to: fixture)
    try addSet("b", age: 3000, to: fixture)
    do {
      let set = try fixture.cache().open(Fixture.description(boundary: "a"))
      if byReading { _ = set.present(4..<5) } else { _ = set.lookup(Fixture.keys(4..<5)) }
      let path = try #require(try set.folder.segments().first?.path)
      #expect(File.age(of: path) < 100)
    }
    try fixture.cache(limit: 2 * segmentByteCount)
      .open(Fixture.description(boundary: "c")).append(0..<10)
    #expect(Set(try names(fixture)) == ["a", "c"])
  }

  @Test func openingAloneIsNotUsing() throws {
    let fixture = try Fixture()
    try addSet("a", age: 5000, to: fixture)
    let set = try fixture.cache().open(Fixture.description(boundary: "a"))
    _ = set.lookup(Fixture.keys(50..<60))
    #expect(File.age(of: try #require(try fixture.segments().first)) >= 5000)
  }

  @Test func aSetThatIsOpenElsewhereStays() throws {
    let fixture = try Fixture()
    try addSet("a", age: 5000, to: fixture)
    try addSet("b", age: 3000, to: fixture)
    let held = try fixture.cache().open(Fixture.description(boundary: "a"))
    let limit = 2 * segmentByteCount
    let set = try fixture.cache(limit: limit).open(Fixture.description(boundary: "c"))
    try set.append(0..<10)
    #expect(Set(try names(fixture)) == ["a", "c"])
    #expect(
      throws: FeatureCacheError.limitReached(
        path: fixture.root, limit: limit, needed: segmentByteCount)
    ) { try set.append(10..<20) }
    #expect(held.present(0..<10) == Array(0..<10))
    #expect(set.present(0..<20) == Array(0..<10))
  }

  @Test func nothingGoesIfItWouldNotBeEnough() throws {
    let fixture = try Fixture()
    try addSet("a", age: 5000, to: fixture)
    let set = try fixture.cache(limit: segmentByteCount - 1)
      .open(Fixture.description(boundary: "b"))
    #expect(throws: FeatureCacheError.self) { try set.append(0..<10) }
    #expect(try fixture.segments().count == 1)
    #expect(set.rowCount == 0)
  }

  @Test func aSetThatFillsTheCacheGivesUpItsOwnIdleSegmentsOnly() throws {
    let fixture = try Fixture()
    let limit = 2 * segmentByteCount
    do {
      let set = try fixture.cache(limit: limit).open(Fixture.description())
      try set.append(0..<10)
      try set.append(10..<20)
      for path in try fixture.segments() { #expect(File.age(path, seconds: 5000)) }
    }
    let set = try fixture.cache(limit: limit).open(Fixture.description())
    #expect(set.present(10..<20)?.count == 10)
    try set.append(20..<30)
    #expect(set.lookup(Fixture.keys(0..<1)) == [false])
    #expect(set.present(0..<30) == Array(10..<30))
    #expect(throws: FeatureCacheError.self) { try set.append(30..<40) }
    #expect(set.present(0..<40) == Array(10..<30))
    #expect(set.damagedSegmentCount == 0)
  }

  @Test func theLimitHolds() throws {
    let fixture = try Fixture()
    let limit = 5 * segmentByteCount
    for number in 0..<12 {
      try fixture.cache(limit: limit).open(Fixture.description(boundary: "\(number)"))
        .append(0..<10)
      let taken = try fixture.cache().list().reduce(0) { $0 + $1.byteCount }
      #expect(taken == min(number + 1, 5) * segmentByteCount)
    }
  }

  @Test func theDefaultLimitIsATenthOfTheFreeSpaceButAtMost20GB() throws {
    #expect(FeatureCache.defaultLimit(freeBytes: 1_000) == 100)
    #expect(FeatureCache.defaultLimit(freeBytes: 199_999_999_990) == 19_999_999_999)
    #expect(FeatureCache.defaultLimit(freeBytes: 1 << 50) == 20_000_000_000)
    #expect(FeatureCache.defaultLimit(freeBytes: -1) == 0)
    let fixture = try Fixture()
    let limit = try FeatureCache.defaultLimit(root: fixture.root)
    #expect((1...20_000_000_000).contains(limit))
  }
}
