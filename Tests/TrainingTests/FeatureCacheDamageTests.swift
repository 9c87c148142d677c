import Glibc
import Tensors
import Testing

@testable import Training

@Suite struct FeatureCacheDamageTests {
  private typealias Fixture = FeatureCacheFixture
  private typealias File = FeatureCacheFile

  /// A cache with one segment of three rows, closed.
  private func segmentOfThree(_ fixture: Fixture) throws -> (path: String, bytes: [UInt8]) {
    try fixture.cache().open(Fixture.description()).append(0..<3)
    let path = try #require(try fixture.segments().first)
    let bytes = File.read(path)
    #expect(bytes.count == 96 + 3 * (48 + 32 + 16))
    return (path, bytes)
  }

  @Test func everyFlippedByteIsNoticedAndNoRowIsWrong() throws {
    let fixture = try Fixture()
    let (path, bytes) = try segmentOfThree(fixture)
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= 0x10
      #expect(File.write(damaged, to: path))
      let set = try fixture.cache().open(Fixture.description())
      let present = try #require(set.present(0..<3), "wrong bits, byte \(position)")
      // Rows before the damaged one were handed over; nothing after it is.
      let firstRow = 96 + 3 * 48
      let expected = position < firstRow ? 0 : (position - firstRow) / 48
      #expect(present == Array(0..<expected), "byte \(position)")
      #expect(set.damagedSegmentCount == 1, "byte \(position)")
      #expect(!File.exists(path), "byte \(position)")
      #expect(set.present(0..<3) == [], "byte \(position)")
    }
  }

  @Test func everyTruncationAndEveryTailIsMissing() throws {
    let fixture = try Fixture()
    let (path, bytes) = try segmentOfThree(fixture)
    let lengths = (0..<bytes.count).map { Array(bytes.prefix($0)) }
    for damaged in lengths + [bytes + [0], bytes + bytes] {
      #expect(File.write(damaged, to: path))
      let set = try fixture.cache().open(Fixture.description())
      #expect(set.rowCount == 0, "\(damaged.count) bytes")
      #expect(set.present(0..<3) == [], "\(damaged.count) bytes")
      #expect(set.damagedSegmentCount == 1, "\(damaged.count) bytes")
    }
  }

  @Test func aFileThatIsCutWhileTheSetIsOpenCountsAsMissing() throws {
    let fixture = try Fixture()
    let (path, bytes) = try segmentOfThree(fixture)
    let set = try fixture.cache().open(Fixture.description())
    #expect(truncate(path, off_t(bytes.count - 1)) == 0)
    #expect(set.present(0..<3) == [])
    #expect(set.damagedSegmentCount == 1)
    try set.append(0..<3)
    #expect(set.present(0..<3) == [0, 1, 2])
  }

  @Test func aSegmentThatVanishedIsMissingAndNotDamaged() throws {
    let fixture = try Fixture()
    let (path, _) = try segmentOfThree(fixture)
    let set = try fixture.cache().open(Fixture.description())
    #expect(set.lookup(Fixture.keys(0..<3)) == [true, true, true])
    #expect(unlink(path) == 0)
    #expect(set.present(0..<3) == [])
    #expect(set.damagedSegmentCount == 0)
    #expect(set.rowCount == 0)
    try set.append(0..<3)
    #expect(set.present(0..<3) == [0, 1, 2])
  }

  @Test func rowsThatChangedPlacesAreDamage() throws {
    let fixture = try Fixture()
    let (path, bytes) = try segmentOfThree(fixture)
    let first = 96 + 3 * 48
    let swapped =
      bytes[..<first] + bytes[(first + 48)..<(first + 96)] + bytes[first..<(first + 48)]
      + bytes[(first + 96)...]
    #expect(File.write(Array(swapped), to: path))
    let set = try fixture.cache().open(Fixture.description())
    #expect(set.present(0..<3) == [])
    #expect(set.damagedSegmentCount == 1)
  }

  @Test func aSegmentOfAnotherSetIsRefused() throws {
    let fixture = try Fixture()
    let (path, _) = try segmentOfThree(fixture)
    let other = try fixture.cache().open(Fixture.description(boundary: "layer3"))
    #expect(rename(path, other.folder.path + "/moved.features") == 0)
    try other.refresh()
    #expect(other.present(0..<3) == [])
    #expect(other.damagedSegmentCount == 1)
  }

  @Test func hugeCountsTakeNoMemory() throws {
    let fixture = try Fixture()
    let (path, bytes) = try segmentOfThree(fixture)
    let layout = try Fixture.description().layout()
    for rowCount in [UInt64(1) << 30, UInt64(SegmentLayout.maximumRowCount) + 1, .max, 1 << 63, 0] {
      var hostile = bytes
      for byte in 0..<8 { hostile[24 + byte] = UInt8(truncatingIfNeeded: rowCount >> (byte * 8)) }
      #expect(File.write(hostile, to: path))
      // As large as the header says, where a disk can hold that: a hole costs nothing.
      if rowCount <= 1 << 30 {
        #expect(truncate(path, off_t(layout.byteCount(rowCount: Int(rowCount)))) == 0)
      }
      let set = try fixture.cache().open(Fixture.description())
      #expect(set.rowCount == 0)
      #expect(set.damagedSegmentCount == 1)
      #expect(!File.exists(path))
    }
  }

  @Test func anythingInAFolderIsSurvived() throws {
    let fixture = try Fixture()
    let set = try fixture.cache().open(Fixture.description())
    try set.append(0..<3)
    let folder = set.folder.path
    #expect(mkdir(folder + "/folder.features", 0o755) == 0)
    #expect(mkfifo(folder + "/pipe.features", 0o644) == 0)
    #expect(symlink("/dev/zero", folder + "/link.features") == 0)
    #expect(File.write([], to: folder + "/empty.features"))
    try set.refresh()
    #expect(set.damagedSegmentCount == 1)
    #expect(set.present(0..<3) == [0, 1, 2])
    #expect(try fixture.cache().list().map(\.byteCount) == [384], "only files are segments")
  }

  @Test(arguments: ["", "{}", "[1", "{\"boundary\":\"other\"}"])
  func aDamagedDescriptionIsListedWithoutItAndMended(text: String) throws {
    let fixture = try Fixture()
    _ = try segmentOfThree(fixture)
    let folder = try #require(try FeatureSetFolder.all(in: fixture.root).first)
    #expect(File.write(Array(text.utf8), to: folder.path + "/set.json"))
    let entry = try #require(try fixture.cache().list().first)
    #expect(entry.description == nil)
    #expect(entry.byteCount == 384)
    #expect(entry.rowCount == 0)
    #expect(try fixture.cache().open(Fixture.description()).present(0..<3) == [0, 1, 2])
    #expect(try fixture.cache().list().first?.description == Fixture.description())
  }

  @Test func mutatedSegmentsNeverGiveWrongRows() throws {
    let fixture = try Fixture()
    let (path, bytes) = try segmentOfThree(fixture)
    var random = RandomStream(seed: 20, purpose: .test)
    for round in 0..<400 {
      var mutated = bytes
      for _ in 0...Int.random(in: 0..<4, using: &random) { mutate(&mutated, using: &random) }
      #expect(File.write(mutated, to: path))
      let set = try fixture.cache().open(Fixture.description())
      let present = try #require(set.present(0..<3), "wrong bits in round \(round)")
      #expect((present == [0, 1, 2]) == (mutated == bytes), "round \(round)")
    }
  }

  private func mutate(_ bytes: inout [UInt8], using random: inout RandomStream) {
    guard !bytes.isEmpty else { return }
    let position = Int.random(in: bytes.indices, using: &random)
    let length = Int.random(in: 1...min(40, bytes.count - position), using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes[position] = [0, 0x7F, 0x80, 0xFF][Int.random(in: 0..<4, using: &random)]
    case 2: bytes.removeSubrange(position..<position + length)
    case 3: bytes.insert(contentsOf: bytes[position..<position + length], at: position)
    case 4: bytes.removeSubrange(position...)
    default: for index in bytes.indices.prefix(32).suffix(8) { bytes[index] = 0xFF }
    }
  }
}
