import Testing

@testable import WeightFiles

@Suite struct ZipArchiveTests {
  /// One entry as an archive describes it, true or not.
  private struct Entry {
    var name = "a/data.pkl"
    var content: [UInt8] = [1, 2, 3]
    var flags: UInt16 = 0
    var method: UInt16 = 0
    var packed: UInt32?
    var unpacked: UInt32?
    var offset: UInt32?
    var extra: [UInt8] = []
    var localName: String?
  }

  private func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private func archive(
    _ entries: [Entry], count: UInt16? = nil, size: UInt32? = nil, start: UInt32? = nil,
    between: [UInt8] = []
  ) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let offset = entry.offset ?? UInt32(file.count)
      let localName = entry.localName ?? entry.name
      file += bytes(0x0403_4B50 as UInt32) + [UInt8](repeating: 0, count: 22)
      file += bytes(UInt16(localName.utf8.count)) + [0, 0] + Array(localName.utf8) + entry.content
      directory += bytes(0x0201_4B50 as UInt32) + [20, 0, 20, 0] + bytes(entry.flags)
      directory += bytes(entry.method) + [UInt8](repeating: 0, count: 8)
      directory += bytes(entry.packed ?? UInt32(entry.content.count))
      directory += bytes(entry.unpacked ?? UInt32(entry.content.count))
      directory += bytes(UInt16(entry.name.utf8.count)) + bytes(UInt16(entry.extra.count))
      directory += [UInt8](repeating: 0, count: 10) + bytes(offset)
      directory += Array(entry.name.utf8) + entry.extra
    }
    let count = count ?? UInt16(entries.count)
    return file + directory + between + bytes(0x0605_4B50 as UInt32) + [0, 0, 0, 0]
      + bytes(count) + bytes(count) + bytes(size ?? UInt32(directory.count))
      + bytes(start ?? UInt32(file.count)) + [0, 0]
  }

  private func open(_ bytes: [UInt8]) throws -> ZipArchive {
    try ZipArchive(ByteSource(array: bytes, name: "z"))
  }

  private func refusal(_ entries: [Entry]) -> String? { message { try open(archive(entries)) } }

  @Test func aSoundArchiveOfTheseTestsIsRead() throws {
    // Without this the refusals below could have any reason.
    let zip = try open(archive([Entry(), Entry(name: "a/b", content: [9])]))
    let entry = try #require(zip.entries["a/b"])
    #expect(try zip.bytes(of: entry).source.bytes(at: 0, count: 1) == [9])
    #expect(zip.availableByteCount == 4)
  }

  @Test(arguments: ["../a", "a/../../b", "/etc/passwd", "a\\b", "a\0b"])
  func namesThatLeaveTheFolderAreRefused(name: String) {
    #expect(refusal([Entry(name: name)])?.contains("plain names") == true)
  }

  @Test func overlappingEntriesAreRefused() {
    let first = Entry()
    #expect(refusal([first, Entry(name: "a/b", offset: 0, localName: "a/data.pkl")]) != nil)
    var long = Entry()
    long.packed = 60
    long.unpacked = 60
    #expect(refusal([long, Entry(name: "a/b")])?.contains("overlap") == true)
    long.packed = 4
    long.unpacked = 4
    #expect(refusal([long])?.contains("overlap") == true)
  }

  @Test func aNameTwiceIsRefused() {
    #expect(refusal([Entry(), Entry()])?.contains("twice") == true)
  }

  @Test func twoNamesForOneEntryAreRefused() {
    #expect(refusal([Entry(localName: "a/data.pk2")])?.contains("two names") == true)
  }

  @Test(arguments: [0x0001, 0x0041, 0x2000] as [UInt16])
  func encryptionIsRefused(flags: UInt16) {
    #expect(refusal([Entry(flags: flags)])?.contains("encrypted") == true)
  }

  @Test(arguments: [9, 12, 14, 93, 99] as [UInt16])
  func otherMethodsAreRefused(method: UInt16) {
    #expect(refusal([Entry(method: method)])?.contains("method \(method)") == true)
  }

  @Test func aBombIsRefusedBeforeMemoryIsTaken() {
    let said = refusal([Entry(method: 8, unpacked: 0x3FFF_FFFF)])
    #expect(said?.contains("claims 1073741823") == true)
  }

  @Test func manyEntriesThatAddUpToABombAreRefused() {
    let content = [UInt8](repeating: 0, count: 1 << 20)
    let entries = (0..<11).map {
      Entry(name: "a/\($0)", content: content, method: 8, unpacked: 100 << 20)
    }
    #expect(refusal(entries)?.contains("the unpacked archive") == true)
  }

  @Test(arguments: [2, 4, 100] as [UInt32])
  func anEntryThatUnpacksToAnotherSizeIsRefused(size: UInt32) throws {
    // A stored block of three bytes inside of deflate.
    let deflated: [UInt8] = [0x01, 3, 0, 0xFC, 0xFF, 1, 2, 3]
    let zip = try open(archive([Entry(content: deflated, method: 8, unpacked: size)]))
    let entry = try #require(zip.entries["a/data.pkl"])
    #expect(throws: WeightFileError.self) { try zip.bytes(of: entry) }
    let sound = try open(archive([Entry(content: deflated, method: 8, unpacked: 3)]))
    let soundEntry = try #require(sound.entries["a/data.pkl"])
    #expect(try sound.bytes(of: soundEntry).source.bytes(at: 0, count: 3) == [1, 2, 3])
  }

  @Test func bytesBehindADeflatedStreamAreRefused() throws {
    let deflated: [UInt8] = [0x01, 0, 0, 0xFF, 0xFF]
    let zip = try open(archive([Entry(content: deflated, method: 8, unpacked: 0)]))
    let entry = try #require(zip.entries["a/data.pkl"])
    #expect(try zip.bytes(of: entry).source.byteCount == 0)
  }

  @Test func aDirectoryOutsideOfTheFileIsRefused() {
    #expect(message { try open(archive([Entry()], start: 0x7FFF_FFFF)) } != nil)
    #expect(message { try open(archive([Entry()], size: 0x7FFF_FFFF)) } != nil)
    #expect(message { try open(archive([Entry()], count: 2)) } != nil)
    #expect(message { try open(archive([Entry()], count: 0xFFFF)) } != nil)
    #expect(refusal([Entry(offset: 0x7FFF_FFFF)]) != nil)
  }

  // MARK: 64-bit archives

  private func wideEnd(
    position: Int, entries: UInt64, size: UInt64, start: UInt64
  ) -> [UInt8] {
    bytes(0x0606_4B50 as UInt32) + bytes(44 as UInt64) + [30, 3, 45, 0]
      + [UInt8](repeating: 0, count: 8) + bytes(entries) + bytes(entries) + bytes(size)
      + bytes(start) + bytes(0x0706_4B50 as UInt32) + [0, 0, 0, 0] + bytes(UInt64(position))
      + bytes(1 as UInt32)
  }

  /// An archive whose offsets and sizes stand only in the 64-bit records.
  private func wideArchive(
    position: Int? = nil, entries: UInt64 = 1, size: UInt64? = nil, start: UInt64 = 43,
    packed: UInt64 = 3, offset: UInt64 = 0
  ) -> [UInt8] {
    let extra =
      bytes(1 as UInt16) + bytes(24 as UInt16) + bytes(packed) + bytes(packed)
      + bytes(offset)
    let entry = Entry(packed: .max, unpacked: .max, offset: .max, extra: extra)
    let directoryByteCount = 46 + entry.name.utf8.count + extra.count
    let end = wideEnd(
      position: position ?? 43 + directoryByteCount, entries: entries,
      size: size ?? UInt64(directoryByteCount), start: start)
    return archive([entry], count: 0xFFFF, size: .max, start: .max, between: end)
  }

  @Test func sizesOf64BitsAreRead() throws {
    let zip = try open(wideArchive())
    let entry = try #require(zip.entries["a/data.pkl"])
    #expect(entry.byteCount == 3)
    #expect(try zip.bytes(of: entry).source.bytes(at: 0, count: 3) == [1, 2, 3])
  }

  @Test func hostileSizesOf64BitsAreRefused() {
    for huge in [UInt64(1) << 40, 1 << 62, 1 << 63, .max] {
      #expect(message { try open(wideArchive(entries: huge)) } != nil)
      #expect(message { try open(wideArchive(size: huge)) } != nil)
      #expect(message { try open(wideArchive(start: huge)) } != nil)
      #expect(message { try open(wideArchive(packed: huge)) } != nil)
      #expect(message { try open(wideArchive(offset: huge)) } != nil)
    }
    #expect(message { try open(wideArchive(position: 0)) } != nil)
    #expect(message { try open(wideArchive(position: .max)) } != nil)
    #expect(message { try open(wideArchive(entries: 0)) } == nil)
  }

  @Test func twoDirectoriesThatDifferAreRefused() {
    let bytes = archive(
      [Entry()], between: wideEnd(position: 99, entries: 0, size: 0, start: 43))
    #expect(message { try open(bytes) }?.contains("two that differ") == true)
  }
}
