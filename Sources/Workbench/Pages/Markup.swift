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
    var text = ""
    for character in try JSONFile.line(value).unicodeScalars {
      switch character {
      case "<", ">", "&", "\u{2028}", "\u{2029}":
        let digits = String(character.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default:
        text.unicodeScalars.append(character)
      }
    }
    return text
  }
}
