/// The central directory at the end of a zip archive, in its plain and in its 64-bit form.
struct ZipDirectory {
  let source: ByteSource
  let offset: Int
  private let byteCount: Int
  private let entryCount: Int

  static let maximumEntryCount = 1 << 18
  private static let endByteCount = 22
  private static let locatorByteCount = 20
  private static let smallestEntryByteCount = 46

  init(_ source: ByteSource) throws {
    self.source = source
    let end = try Self.findEnd(in: source)
    var reader = try ByteReader(source, range: end..<end + Self.endByteCount)
    try reader.skip(4)
    let disks = (
      try reader.readInteger(UInt16.self), try reader.readInteger(UInt16.self)
    )
    let countHere = Int(try reader.readInteger(UInt16.self))
    let count = Int(try reader.readInteger(UInt16.self))
    let size = Int(try reader.readInteger(UInt32.self))
    let start = Int(try reader.readInteger(UInt32.self))
    guard disks == (0, 0), countHere == count else {
      throw source.unsupported("a zip archive in several parts", advice: "join its parts")
    }
    var limit = end
    if let wide = try WideEnd(before: end, in: source) {
      // Two directories would let two readers see two archives.
      guard count == 0xFFFF || count == wide.entryCount,
        size == 0xFFFF_FFFF || size == wide.byteCount,
        start == 0xFFFF_FFFF || start == wide.offset
      else { throw Self.damaged(source, found: "two that differ") }
      (entryCount, byteCount, offset) = (wide.entryCount, wide.byteCount, wide.offset)
      limit = wide.position
    } else {
      (entryCount, byteCount, offset) = (count, size, start)
    }
    guard offset <= limit, byteCount <= limit - offset else {
      throw Self.damaged(source, found: "one outside of the file")
    }
    guard entryCount <= Self.maximumEntryCount,
      entryCount * Self.smallestEntryByteCount <= byteCount
    else { throw Self.damaged(source, found: "\(entryCount) entries in \(byteCount) bytes") }
  }

  func readEntries() throws -> [ZipEntry] {
    var reader = try ByteReader(source, range: offset..<offset + byteCount)
    return try (0..<entryCount).map { _ in try readEntry(&reader) }
  }

  private func readEntry(_ reader: inout ByteReader) throws -> ZipEntry {
    guard try reader.readInteger(UInt32.self) == 0x0201_4B50 else {
      throw Self.damaged(source, found: "something else at byte \(reader.position)")
    }
    try reader.skip(4)
    let flags = try reader.readInteger(UInt16.self)
    let methodCode = try reader.readInteger(UInt16.self)
    try reader.skip(4)
    let checksum = try reader.readInteger(UInt32.self)
    var packed = Int(try reader.readInteger(UInt32.self))
    var unpacked = Int(try reader.readInteger(UInt32.self))
    let nameByteCount = Int(try reader.readInteger(UInt16.self))
    let extraByteCount = Int(try reader.readInteger(UInt16.self))
    let commentByteCount = Int(try reader.readInteger(UInt16.self))
    try reader.skip(8)
    var headerOffset = Int(try reader.readInteger(UInt32.self))
    let name = try Self.checkedName(reader.readBytes(nameByteCount), source: source)
    let extra = try reader.skip(extraByteCount)
    try reader.skip(commentByteCount)
    try widen(&unpacked, &packed, &headerOffset, extra: extra)
    // Bits 0, 6 and 13: encryption, strong encryption, encrypted directory.
    guard flags & 0x2041 == 0 else {
      throw source.unsupported("an encrypted zip archive", advice: "decrypt it first")
    }
    guard let method = ZipEntry.Method(rawValue: methodCode) else {
      throw source.unsupported(
        "zip entry \(name.quoted) packed by method \(methodCode)", advice: "save it unpacked")
    }
    let entry = ZipEntry(
      name: name, method: method, checksum: checksum, packedByteCount: packed,
      byteCount: unpacked, headerOffset: headerOffset)
    try checkSizes(of: entry)
    return entry
  }

  private func checkSizes(of entry: ZipEntry) throws {
    let place = "zip entry \(entry.name.quoted)"
    guard entry.packedByteCount <= source.byteCount else {
      throw source.damaged(
        place, expected: "at most \(source.byteCount) bytes", found: "\(entry.packedByteCount)")
    }
    switch entry.method {
    case .stored:
      guard entry.packedByteCount == entry.byteCount else {
        throw source.damaged(place, expected: "one size", found: "two")
      }
    case .deflated:
      let limit = min(
        ZipEntry.maximumInflatedByteCount,
        entry.packedByteCount * ZipEntry.maximumRatio + ZipEntry.freeByteCount)
      guard entry.byteCount <= limit else {
        throw WeightFileError.tooLarge(
          path: source.name, place: place, claimed: entry.byteCount, limit: limit)
      }
    }
  }

  /// Sizes that do not fit 32 bits stand in extra field 1, in this order.
  private func widen(
    _ unpacked: inout Int, _ packed: inout Int, _ headerOffset: inout Int, extra: Range<Int>
  ) throws {
    guard [unpacked, packed, headerOffset].contains(0xFFFF_FFFF) else { return }
    var reader = try ByteReader(source, range: extra)
    while reader.remaining >= 4 {
      let identifier = try reader.readInteger(UInt16.self)
      let field = try reader.skip(Int(try reader.readInteger(UInt16.self)))
      guard identifier == 1 else { continue }
      var wide = try ByteReader(source, range: field)
      if unpacked == 0xFFFF_FFFF { unpacked = try Self.size(&wide) }
      if packed == 0xFFFF_FFFF { packed = try Self.size(&wide) }
      if headerOffset == 0xFFFF_FFFF { headerOffset = try Self.size(&wide) }
      return
    }
    throw Self.damaged(source, found: "a size that is missing")
  }

  /// Names are only looked up, but one that would leave a folder shows what the archive is for.
  private static func checkedName(_ bytes: [UInt8], source: ByteSource) throws -> String {
    guard let name = String(validating: bytes, as: UTF8.self), !name.hasPrefix("/"),
      !name.contains("\\"), !name.contains("\0"),
      !name.split(separator: "/").contains("..")
    else {
      throw source.damaged(
        "zip archive", expected: "plain names inside of one folder",
        found: String(decoding: bytes, as: UTF8.self).quoted)
    }
    return name
  }

  /// Looks for the last record whose comment ends with the file.
  private static func findEnd(in source: ByteSource) throws -> Int {
    let tailByteCount = min(source.byteCount, endByteCount + 0xFFFF)
    let start = source.byteCount - tailByteCount
    let tail = try source.bytes(at: start, count: tailByteCount)
    for index in stride(from: tailByteCount - endByteCount, through: 0, by: -1)
    where tail[index] == 0x50 && tail[index..<index + 4].elementsEqual([0x50, 0x4B, 0x05, 0x06]) {
      let comment = Int(tail[index + 20]) | Int(tail[index + 21]) << 8
      if index + endByteCount + comment == tailByteCount { return start + index }
    }
    throw source.damaged(
      "zip archive", expected: "a central directory", found: "none: the file was cut")
  }

  private static func size(_ reader: inout ByteReader) throws -> Int {
    Int(clamping: try reader.readInteger(UInt64.self))
  }

  private static func damaged(_ source: ByteSource, found: String) -> WeightFileError {
    source.damaged("zip archive", expected: "a central directory", found: found)
  }

  /// The 64-bit record, which every PyTorch archive has.
  private struct WideEnd {
    let position: Int
    let entryCount: Int
    let byteCount: Int
    let offset: Int

    init?(before end: Int, in source: ByteSource) throws {
      guard end >= locatorByteCount else { return nil }
      var locator = try ByteReader(source, range: end - locatorByteCount..<end)
      guard try locator.readInteger(UInt32.self) == 0x0706_4B50 else { return nil }
      try locator.skip(4)
      position = try size(&locator)
      guard position <= end - locatorByteCount else {
        throw damaged(source, found: "one outside of the file")
      }
      var reader = try ByteReader(source, range: position..<end - locatorByteCount)
      guard try reader.readInteger(UInt32.self) == 0x0606_4B50 else {
        throw damaged(source, found: "something else")
      }
      try reader.skip(12)
      let disks = (try reader.readInteger(UInt32.self), try reader.readInteger(UInt32.self))
      let countHere = try size(&reader)
      entryCount = try size(&reader)
      byteCount = try size(&reader)
      offset = try size(&reader)
      guard disks == (0, 0), countHere == entryCount else {
        throw source.unsupported("a zip archive in several parts", advice: "join its parts")
      }
    }
  }
}
