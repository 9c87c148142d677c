/// Walks over the fields of one protobuf message, without a schema and without recursion.
/// - Source: https://protobuf.dev/programming-guides/encoding.
struct ProtobufReader {
  enum Payload {
    case integer(UInt64)
    /// Four or eight bytes, or a message, text or packed numbers: where they lie.
    case fixed32(Range<Int>)
    case fixed64(Range<Int>)
    case bytes(Range<Int>)
  }

  private(set) var reader: ByteReader

  init(_ source: ByteSource, range: Range<Int>, windowByteCount: Int = 1 << 16) throws {
    reader = try ByteReader(source, range: range, windowByteCount: windowByteCount)
  }

  /// - Returns: `nil` at the end of the message.
  /// - Throws: ``WeightFileError`` if the bytes are no message.
  mutating func next() throws -> (field: Int, payload: Payload)? {
    guard reader.remaining > 0 else { return nil }
    let key = try variableInteger()
    let field = Int(clamping: key >> 3)
    guard (1..<1 << 29).contains(field) else { throw damaged("a field number", "\(field)") }
    switch key & 7 {
    case 0: return (field, .integer(try variableInteger()))
    case 1: return (field, .fixed64(try reader.skip(8)))
    case 2: return (field, .bytes(try reader.skip(Int(clamping: try variableInteger()))))
    case 5: return (field, .fixed32(try reader.skip(4)))
    default: throw damaged("a wire type of protobuf", "\(key & 7)")
    }
  }

  var isAtEnd: Bool { reader.remaining == 0 }

  /// Seven bits a byte, the lowest first; at most ten bytes.
  mutating func variableInteger() throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      let byte = try reader.readByte()
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw damaged("an integer of at most ten bytes", "a longer one")
  }

  private func damaged(_ expected: String, _ found: String) -> WeightFileError {
    reader.source.damaged("byte \(reader.position)", expected: expected, found: found)
  }
}
