import Foundation

/// Text on its way into a page: names of classes and files are anybody's.
enum Markup {
  /// For an element's content or a quoted attribute.
  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }

  /// JSON that can stand in a `script` element: nothing in it ends the element or begins a comment, and no
  /// line separator that older JavaScript takes for the end of a line is left as it is.
  /// - Throws: `EncodingError`, for a number that is not finite.
  static func script(_ value: some Encodable) throws -> String {
    let bytes = Array(try JSONFile.line(value).utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 8)
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "<"): text += "\\u003c".utf8
      case UInt8(ascii: ">"): text += "\\u003e".utf8
      case UInt8(ascii: "&"): text += "\\u0026".utf8
      // U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
      case 0xE2 where bytes[index...].prefix(3).elementsEqual([0xE2, 0x80, 0xA8]):
        text += "\\u2028".utf8
        index += 2
      case 0xE2 where bytes[index...].prefix(3).elementsEqual([0xE2, 0x80, 0xA9]):
        text += "\\u2029".utf8
        index += 2
      case let byte: text.append(byte)
      }
      index += 1
    }
    return String(decoding: text, as: UTF8.self)
  }
}
