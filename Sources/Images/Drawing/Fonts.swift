import CFontconfig
import CFreeType

/// The system's sans-serif fonts: Fontconfig finds them, FreeType draws their letters.
///
/// A letter that the first font does not have is looked for in the others, in Fontconfig's order. Text runs from
/// left to right, letter by letter: scripts that join or reorder letters are shown unjoined.
public final class Fonts {
  public struct Style: Hashable, Sendable {
    public var pixels: Int
    public var isBold: Bool
    public var color: RGB

    public init(pixels: Int, isBold: Bool = false, color: RGB = .black) {
      self.pixels = pixels
      self.isBold = isBold
      self.color = color
    }
  }

  private let library: FT_Library
  private var files: [Bool: [(path: String, index: Int)]] = [:]
  private var faces: [String: FT_Face?] = [:]
  private static let mostFonts = 64

  /// - Throws: ``ImageError/noFont(problem:)`` on a machine without any font.
  public init() throws(ImageError) {
    var made: FT_Library?
    guard FT_Init_FreeType(&made) == 0, let made else {
      throw .noFont(problem: "FreeType does not start")
    }
    library = made
    guard FcInit() == FcTrue else { throw .noFont(problem: "Fontconfig does not start") }
    for isBold in [false, true] { files[isBold] = Self.find(isBold: isBold) }
    guard files[false]?.isEmpty == false else {
      throw .noFont(problem: "Fontconfig finds none; install one, for example fonts-dejavu-core")
    }
  }

  deinit {
    for case let face? in faces.values { FT_Done_Face(face) }
    FT_Done_FreeType(library)
  }

  // MARK: Text

  /// How far a text reaches, in pixels.
  public func width(of text: String, _ style: Style) -> Int {
    text.unicodeScalars.reduce(0) { $0 + advance(of: $1, style) }
  }

  /// The longest beginning and end of a text that fit, with an ellipsis for the middle.
  public func shortened(_ text: String, _ style: Style, to width: Int) -> String {
    guard self.width(of: text, style) > width else { return text }
    let letters = Array(text)
    for kept in stride(from: letters.count - 1, to: 0, by: -1) {
      let start = (kept + 1) / 2
      let short = String(letters[..<start]) + "…" + String(letters[(letters.count - kept / 2)...])
      if self.width(of: short, style) <= width { return short }
    }
    return "…"
  }

  /// A text broken between words into lines that fit; the last of too many ends in an ellipsis.
  public func lines(of text: String, _ style: Style, width: Int, most: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if self.width(of: longer, style) <= width || line.isEmpty {
        line = longer
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    if !line.isEmpty { lines.append(line) }
    guard lines.count > most else { return lines.map { shortened($0, style, to: width) } }
    let rest = lines[(most - 1)...].joined(separator: " ")
    var cut = rest
    while !cut.isEmpty, self.width(of: cut + "…", style) > width { cut.removeLast() }
    return lines.prefix(most - 1).map { shortened($0, style, to: width) } + [cut + "…"]
  }

  /// - Parameter baseline: Of the letters, in pixels from the sheet's upper edge.
  public func draw(
    _ text: String, _ style: Style, left: Int, baseline: Int, on drawing: inout Drawing
  ) {
    var x = left
    for scalar in text.unicodeScalars {
      guard let face = face(for: scalar, style) else { continue }
      guard FT_Load_Char(face, FT_ULong(scalar.value), Self.loading | FT_Int32(FT_LOAD_RENDER)) == 0
      else { continue }
      let glyph = face.pointee.glyph.pointee
      let bitmap = glyph.bitmap
      // Sound: FreeType's bitmap has `rows` rows of `pitch` bytes, of which `width` are shares.
      for row in 0..<Int(bitmap.rows) {
        for column in 0..<Int(bitmap.width) {
          guard let buffer = bitmap.buffer else { continue }
          let share = Int(buffer[row * Int(bitmap.pitch) + column])
          if share > 0 {
            drawing.blend(
              style.color, share: share, x: x + Int(glyph.bitmap_left) + column,
              y: baseline - Int(glyph.bitmap_top) + row)
          }
        }
      }
      x += Int(glyph.advance.x >> 6)
    }
  }

  // MARK: Faces

  /// Hinting in the vertical alone: letters keep their shapes and stand on the line.
  private static let loading = FT_Int32(1 << 16)

  private func advance(of scalar: Unicode.Scalar, _ style: Style) -> Int {
    guard let face = face(for: scalar, style),
      FT_Load_Char(face, FT_ULong(scalar.value), Self.loading) == 0
    else { return 0 }
    return Int(face.pointee.glyph.pointee.advance.x >> 6)
  }

  /// The first font that has the letter; the first of all where none has.
  private func face(for scalar: Unicode.Scalar, _ style: Style) -> FT_Face? {
    let candidates = files[style.isBold] ?? []
    var first: FT_Face?
    for file in candidates {
      guard let face = open(file.path, file.index) else { continue }
      if first == nil { first = face }
      if FT_Get_Char_Index(face, FT_ULong(scalar.value)) != 0 {
        FT_Set_Pixel_Sizes(face, 0, FT_UInt(style.pixels))
        return face
      }
    }
    if let first { FT_Set_Pixel_Sizes(first, 0, FT_UInt(style.pixels)) }
    return first
  }

  private func open(_ path: String, _ index: Int) -> FT_Face? {
    let key = "\(path)#\(index)"
    if let known = faces[key] { return known }
    var face: FT_Face?
    let isOpen =
      FT_New_Face(library, path, FT_Long(index), &face) == 0
      && (face?.pointee.face_flags ?? 0) & FT_Long(1) != 0
    // Bit 0: the font scales.
    if !isOpen, let face { FT_Done_Face(face) }
    faces[key] = .some(isOpen ? face : nil)
    return isOpen ? face : nil
  }

  private static func find(isBold: Bool) -> [(path: String, index: Int)] {
    guard let pattern = FcNameParse(isBold ? "sans-serif:bold" : "sans-serif") else { return [] }
    defer { FcPatternDestroy(pattern) }
    FcConfigSubstitute(nil, pattern, FcMatchPattern)
    FcDefaultSubstitute(pattern)
    var result = FcResultNoMatch
    guard let found = FcFontSort(nil, pattern, FcTrue, nil, &result) else { return [] }
    defer { FcFontSetDestroy(found) }
    return (0..<min(Int(found.pointee.nfont), mostFonts)).compactMap { place in
      guard let font = found.pointee.fonts[place] else { return nil }
      var path: UnsafeMutablePointer<FcChar8>?
      var index: Int32 = 0
      guard FcPatternGetString(font, FC_FILE, 0, &path) == FcResultMatch, let path else {
        return nil
      }
      if FcPatternGetInteger(font, FC_INDEX, 0, &index) != FcResultMatch { index = 0 }
      return (String(cString: path), Int(index))
    }
  }
}
