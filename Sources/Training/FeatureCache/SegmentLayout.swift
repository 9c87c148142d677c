import Crypto
import Tensors

/// Where things lie in a segment, a file of some rows of one feature set. All numbers are
/// little-endian.
///
/// | offset | bytes | what |
/// |---|---|---|
/// | 0 | 8 | `GRAFTFTS` |
/// | 8 | 4 | version |
/// | 12 | 4 | element type: 1 float32, 2 bfloat16 |
/// | 16 | 8 | elements a row |
/// | 24 | 8 | rows, *n* |
/// | 32 | 32 | key of the set |
/// | 64 | 32 | SHA-256 of the 64 bytes before and the keys after |
/// | 96 | 48 *n* | keys: image digest, view, item |
/// | 96 + 48 *n* | *n* (32 + row) | SHA-256 of key and row, then the row |
struct SegmentLayout: Sendable {
  static let version = 1
  static let headerByteCount = 96
  static let checkedHeaderByteCount = 64
  static let checksumByteCount = 32
  /// Bounds the memory that a hostile file can claim: 12 MiB of keys.
  static let maximumRowCount = 1 << 18

  /// 32 bytes.
  let setKey: [UInt8]
  let elementType: ElementType
  let elementCount: Int

  var rowByteCount: Int { elementCount * elementType.byteCount }
  /// A row with its checksum.
  var storedRowByteCount: Int { Self.checksumByteCount + rowByteCount }

  func byteCount(rowCount: Int) -> Int {
    Self.headerByteCount + rowCount * (FeatureKey.byteCount + storedRowByteCount)
  }

  /// Where row `row` and its checksum begin.
  func offset(ofRow row: Int, rowCount: Int) -> Int {
    Self.headerByteCount + rowCount * FeatureKey.byteCount + row * storedRowByteCount
  }

  /// The first 64 bytes of a file.
  func header(rowCount: Int) -> [UInt8] {
    func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
      (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
    let typeCode: UInt32 = elementType == .float32 ? 1 : 2
    return Array("GRAFTFTS".utf8) + bytes(UInt32(Self.version)) + bytes(typeCode)
      + bytes(UInt64(elementCount)) + bytes(UInt64(rowCount)) + setKey
  }

  /// The rows that a file of this set holds, or `nil` if it is none: the number of rows is the only
  /// thing read from it, and the header and the file's size must follow from that number.
  func rowCount(header bytes: some Collection<UInt8>, fileByteCount: Int) -> Int? {
    let number = bytes.dropFirst(24).prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let rowCount = Int(exactly: number), (1...Self.maximumRowCount).contains(rowCount),
      fileByteCount == byteCount(rowCount: rowCount),
      bytes.elementsEqual(header(rowCount: rowCount))
    else { return nil }
    return rowCount
  }

  /// SHA-256 of a key and its row: a row in another's place is damage too.
  static func checksum(key: FeatureKey, row: UnsafeRawBufferPointer) -> SHA256Digest {
    var hash = SHA256()
    withUnsafeTemporaryAllocation(byteCount: FeatureKey.byteCount, alignment: 8) { buffer in
      // Sound: the buffer has the size of a key, and lives until the call ends.
      key.write(to: buffer)
      hash.update(bufferPointer: UnsafeRawBufferPointer(buffer))
    }
    hash.update(bufferPointer: row)
    return hash.finalize()
  }
}
