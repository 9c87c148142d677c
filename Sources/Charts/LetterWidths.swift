import Images

/// How wide letters are, for scripts that must know and have no page to ask.
public struct LetterWidths: Encodable, Sendable {
  /// By letter, as shares of the font's size.
  public let regular, bold: [String: Double]

  /// Pixels at which letters are measured.
  private static let size = 100

  /// - Parameter text: Whatever will be written; printable ASCII is always there.
  /// - Throws: `ImageError.noFont(problem:)` on a machine without any font.
  public init(of text: some Sequence<Unicode.Scalar>) throws {
    let fonts = try Fonts()
    let letters = Set(text).union((0x20..<0x7F).compactMap(Unicode.Scalar.init))
    func widths(isBold: Bool) -> [String: Double] {
      let style = Fonts.Style(pixels: Self.size, isBold: isBold)
      return Dictionary(
        uniqueKeysWithValues: letters.map { letter in
          let text = String(letter)
          return (text, Double(fonts.width(of: text, style)) / Double(Self.size))
        })
    }
    regular = widths(isBold: false)
    bold = widths(isBold: true)
  }
}
