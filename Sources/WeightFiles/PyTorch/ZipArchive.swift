/// The table of contents of a zip archive, checked before anything is unpacked.
///
/// Nothing is ever written to a path that an archive names.
/// - Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
struct ZipArchive {
  let source: ByteSource
  let entries: [String: ZipEntry]

  /// The bytes that all entries hold, unpacked.
  var availableByteCount: Int { entries.values.reduce(0) { $0 + $1.byteCount } }

  static func recognizes(head: [UInt8]) -> Bool {
    head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06])
  }

  /// - Throws: ``WeightFileError`` if the archive is damaged, encrypted, split, packed by another
  ///   method than deflate, or if its entries overlap or repeat.
  init(_ source: ByteSource) throws {
    let directory = try ZipDirectory(source)
    var listed = try directory.readEntries()
    listed.sort { $0.headerOffset < $1.headerOffset }
    var entries: [String: ZipEntry] = [:]
    var inflatedByteCount = 0
    for (index, entry) in listed.enumerated() {
      let end = index + 1 < listed.count ? listed[index + 1].headerOffset : directory.offset
      var entry = entry
      entry.dataOffset = try Self.dataOffset(of: entry, in: source, end: end)
      if entry.method == .deflated { inflatedByteCount += entry.byteCount }
      guard inflatedByteCount <= ZipEntry.maximumInflatedByteCount else {
        throw WeightFileError.tooLarge(
          path: source.name, place: "the unpacked archive", claimed: inflatedByteCount,
          limit: ZipEntry.maximumInflatedByteCount)
      }
      guard entries.updateValue(entry, forKey: entry.name) == nil else {
        throw source.damaged(
          "zip archive", expected: "each name once", found: entry.name.quoted + " twice")
      }
    }
    self.source = source
    self.entries = entries
  }

  /// The unpacked bytes of an entry: in place if they are stored, else inflated into memory.
  func bytes(of entry: ZipEntry) throws -> StoredBytes {
    let packed = try source.slice(at: entry.dataOffset, count: entry.packedByteCount)
    let checksum = entry.checksum == 0 ? nil : entry.checksum
    switch entry.method {
    case .stored: return StoredBytes(source: packed, checksum: checksum)
    case .deflated:
      let bytes = try Inflater.inflate(
        packed, byteCount: entry.byteCount, place: "entry \(entry.name.quoted)")
      return StoredBytes(source: ByteSource(array: bytes, name: source.name), checksum: checksum)
    }
  }

  /// Reads the header in front of an entry's bytes, which must end before the next entry.
  private static func dataOffset(
    of entry: ZipEntry, in source: ByteSource, end: Int
  ) throws -> Int {
    var place: String { "zip entry \(entry.name.quoted)" }
    var overlap: WeightFileError {
      source.damaged(
        place, expected: "an end before byte \(end)", found: "an overlap with what follows")
    }
    guard entry.headerOffset < end, end <= source.byteCount else { throw overlap }
    var reader = try ByteReader(
      source, range: entry.headerOffset..<end, windowByteCount: ByteReader.smallWindow)
    guard try reader.readInteger(UInt32.self) == 0x0403_4B50 else {
      throw source.damaged(place, expected: "a local header", found: "something else")
    }
    try reader.skip(22)
    let nameByteCount = Int(try reader.readInteger(UInt16.self))
    let extraByteCount = Int(try reader.readInteger(UInt16.self))
    guard try reader.readBytes(nameByteCount) == Array(entry.name.utf8) else {
      throw source.damaged(place, expected: "the same name twice", found: "two names")
    }
    try reader.skip(extraByteCount)
    guard entry.packedByteCount <= reader.remaining else { throw overlap }
    return reader.position
  }
}
