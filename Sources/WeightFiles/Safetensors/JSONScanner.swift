/// The words of JSON that a safetensors header is made of: strings, whole numbers, punctuation.
/// - Source: RFC 8259.
struct JSONScanner {
  private let bytes: [UInt8]
  private let source: ByteSource
  private var index = 0

  init(_ bytes: [UInt8], source: ByteSource) {
    self.bytes = bytes
    self.source = source
  }

  func unexpected(_ expected: String, found: String) -> WeightFileError {
    source.damaged("header at byte \(index)", expected: expected, found: found)
  }

  /// Passes `mark` if it comes next.
  mutating func accept(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard index < bytes.count, bytes[index] == UInt8(ascii: mark) else { return false }
    index += 1
    return true
  }

  mutating func expect(_ mark: Unicode.Scalar) throws {
    guard accept(mark) else { throw unexpected("'\(mark)'", found: found) }
  }

  mutating func expectEnd() throws {
    skipSpace()
    guard index == bytes.count else { throw unexpected("the end", found: found) }
  }

  /// An array of whole numbers, none negative, each of which fits an `Int`.
  mutating func integers() throws -> [Int] {
    try expect("[")
    var numbers: [Int] = []
    if accept("]") { return numbers }
    repeat { numbers.append(try integer()) } while accept(",")
    try expect("]")
    return numbers
  }

  private mutating func integer() throws -> Int {
    skipSpace()
    let start = index
    while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
    let digits = bytes[start..<index]
    guard let first = digits.first, first != 0x30 || digits.count == 1,
      let number = Int(String(decoding: digits, as: UTF8.self))
    else { throw unexpected("a whole number below 2^63", found: found) }
    return number
  }

  mutating func string() throws -> String {
    try expect("\"")
    var content: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else {
          throw unexpected("UTF-8", found: "other bytes in a string")
        }
        return text
      case UInt8(ascii: "\\"): content += try escape()
      case 0..<0x20: throw unexpected("text", found: "a control character in a string")
      default: content.append(byte)
      }
    }
    throw unexpected("the end of a string", found: "the end of the header")
  }

  private mutating func escape() throws -> [UInt8] {
    guard index < bytes.count else { throw unexpected("an escape", found: found) }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      return Array(String(try escapedScalar()).utf8)
    default: throw unexpected("a JSON escape", found: "another one")
    }
  }

  /// The four digits after `\u`, and the second half of a surrogate pair where one is needed.
  private mutating func escapedScalar() throws -> Unicode.Scalar {
    let first = try codeUnit()
    var value = UInt32(first)
    if UTF16.isLeadSurrogate(first) {
      guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
        bytes[index + 1] == UInt8(ascii: "u")
      else { throw unexpected("a surrogate pair", found: "half of one") }
      index += 2
      let second = try codeUnit()
      guard UTF16.isTrailSurrogate(second) else {
        throw unexpected("a surrogate pair", found: "half of one")
      }
      value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw unexpected("a surrogate pair", found: "half of one")
    }
    return scalar
  }

  private mutating func codeUnit() throws -> UInt16 {
    guard index + 4 <= bytes.count,
      bytes[index..<index + 4].allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
      let unit = UInt16(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
    else { throw unexpected("four hexadecimal digits", found: found) }
    index += 4
    return unit
  }

  private mutating func skipSpace() {
    while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
  }

  private var found: String {
    guard index < bytes.count else { return "the end of the header" }
    return String(decoding: bytes[index..<min(index + 16, bytes.count)], as: UTF8.self).quoted
  }
}
