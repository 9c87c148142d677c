/// Bytes from a stranger, read by offset: outside of them there is `nil`, never memory.
struct BoundedBytes {
  // Sound: every read compares its offset with the count first. Valid as long as the caller's buffer.
  private let buffer: UnsafeRawBufferPointer

  enum ByteOrder { case bigEndian, littleEndian }

  init(_ buffer: UnsafeRawBufferPointer) { self.buffer = buffer }

  var count: Int { buffer.count }

  func byte(at offset: Int) -> UInt8? {
    offset >= 0 && offset < buffer.count ? buffer[offset] : nil
  }

  func unsigned16(at offset: Int, _ order: ByteOrder = .bigEndian) -> Int? {
    guard let first = byte(at: offset), let second = byte(at: offset + 1) else { return nil }
    return order == .bigEndian
      ? Int(first) << 8 | Int(second) : Int(second) << 8 | Int(first)
  }

  func unsigned32(at offset: Int, _ order: ByteOrder = .bigEndian) -> Int? {
    guard let first = unsigned16(at: offset, order), let second = unsigned16(at: offset + 2, order)
    else { return nil }
    return order == .bigEndian ? first << 16 | second : second << 16 | first
  }

  func holds(_ expected: [UInt8], at offset: Int) -> Bool {
    expected.indices.allSatisfy { byte(at: offset + $0) == expected[$0] }
  }

  /// Those of the bytes that lie in `range`.
  func part(_ range: Range<Int>) -> BoundedBytes {
    BoundedBytes(UnsafeRawBufferPointer(rebasing: buffer[range.clamped(to: 0..<buffer.count)]))
  }

  /// The offset of the first `byte` at `offset` or later.
  func next(_ byte: UInt8, from offset: Int) -> Int? {
    guard offset < buffer.count else { return nil }
    return buffer[max(0, offset)...].firstIndex(of: byte)
  }
}
