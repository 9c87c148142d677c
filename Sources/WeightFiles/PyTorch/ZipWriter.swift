import Files

/// Writes a zip archive of stored entries, each starting at a multiple of 64 bytes.
struct ZipWriter {
  private struct Record {
    let name: [UInt8]
    let checksum: UInt32
    let byteCount: Int
    let offset: Int
  }

  private let file: AtomicFile
  private var records: [Record] = []
  private var position = 0

  /// PyTorch maps storages at such places.
  private static let alignment = 64
  /// 1 January 1980, the first day that zip knows: equal content gives equal files.
  private static let date: UInt32 = 0x0021_0000
  private static let version: UInt16 = 20
  /// Names are UTF-8.
  private static let flags: UInt16 = 0x0800

  init(path: String) throws {
    file = try AtomicFile(path: path)
  }

  mutating func add(_ name: String, _ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try add(name, $0) }
  }

  mutating func add(_ name: String, _ bytes: UnsafeRawBufferPointer) throws {
    let record = Record(
      name: Array(name.utf8), checksum: StoredBytes.checksum(of: bytes), byteCount: bytes.count,
      offset: position)
    let headerByteCount = 30 + record.name.count
    guard record.name.count < 1 << 16, position + headerByteCount + bytes.count < 0xFFFF_0000,
      records.count < 0xFFFF
    else {
      throw WeightFileError.cannotStore(
        path: file.path, reason: "more than 4 GiB or 65,534 tensors",
        advice: "write safetensors")
    }
    // The extra field, four bytes and a filling, moves the content to its place.
    let content = position + headerByteCount + 4
    let filling = (Self.alignment - content % Self.alignment) % Self.alignment
    try write(0x0403_4B50 as UInt32)
    try writeCommon(record)
    try write(UInt16(4 + filling))
    try write(record.name)
    try write(0x4246 as UInt16)  // "FB", as PyTorch names its filling.
    try write(UInt16(filling))
    try write([UInt8](repeating: UInt8(ascii: "Z"), count: filling))
    try file.write(bytes)
    position += bytes.count
    records.append(record)
  }

  /// Writes the directory and makes the file visible.
  mutating func commit() throws {
    let start = position
    for record in records {
      try write(0x0201_4B50 as UInt32)
      try write(Self.version)
      try writeCommon(record)
      // No extra field, no comment, first disk, no attributes.
      try write([UInt8](repeating: 0, count: 12))
      try write(UInt32(record.offset))
      try write(record.name)
    }
    let byteCount = position - start
    guard position < 0xFFFF_FFFF else {
      throw WeightFileError.cannotStore(
        path: file.path, reason: "more than 4 GiB", advice: "write safetensors")
    }
    try write(0x0605_4B50 as UInt32)
    try write(0 as UInt32)
    try write(UInt16(records.count))
    try write(UInt16(records.count))
    try write(UInt32(byteCount))
    try write(UInt32(start))
    try write(0 as UInt16)
    try file.commit()
  }

  /// The fields that both headers of an entry share, up to the length of the name.
  private mutating func writeCommon(_ record: Record) throws {
    try write(Self.version)
    try write(Self.flags)
    try write(ZipEntry.Method.stored.rawValue)
    try write(Self.date)
    try write(record.checksum)
    try write(UInt32(record.byteCount))
    try write(UInt32(record.byteCount))
    try write(UInt16(record.name.count))
  }

  private mutating func write<Value: FixedWidthInteger>(_ value: Value) throws {
    try write(withUnsafeBytes(of: value.littleEndian) { Array($0) })
  }

  private mutating func write(_ bytes: [UInt8]) throws {
    try file.write(bytes)
    position += bytes.count
  }
}
