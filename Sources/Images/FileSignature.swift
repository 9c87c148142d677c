/// What the first bytes of a file say it is. Its name has no say.
enum FileSignature: Equatable {
  case decodable(ImageFormat)
  /// Known by sight, for the sake of a message that helps.
  case foreign(name: String)
  case unknown(found: String)

  init(_ bytes: BoundedBytes) {
    if bytes.holds([0xFF, 0xD8, 0xFF], at: 0) {
      self = .decodable(.jpeg)
    } else if bytes.holds([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], at: 0) {
      self = .decodable(.png)
    } else if bytes.holds(Array("RIFF".utf8), at: 0), bytes.holds(Array("WEBP".utf8), at: 8) {
      self = .decodable(.webp)
    } else if let name = Self.foreignName(bytes) {
      self = .foreign(name: name)
    } else {
      self = .unknown(found: Self.summary(bytes))
    }
  }

  private static let signatures: [(name: String, offset: Int, bytes: [UInt8])] = [
    ("GIF", 0, Array("GIF8".utf8)),
    ("BMP", 0, Array("BM".utf8)),
    ("TIFF", 0, [0x49, 0x49, 0x2A, 0x00]),
    ("TIFF", 0, [0x4D, 0x4D, 0x00, 0x2A]),
    ("AVIF", 4, Array("ftypavif".utf8)),
    ("HEIC", 4, Array("ftyphei".utf8)),
    ("HEIC", 4, Array("ftyphev".utf8)),
    ("HEIC", 4, Array("ftypmif1".utf8)),
    ("HEIC", 4, Array("ftypmsf1".utf8)),
    ("JPEG 2000", 4, Array("jP  ".utf8)),
    ("JPEG XL", 4, Array("JXL ".utf8)),
    ("JPEG XL", 0, [0xFF, 0x0A]),
    ("Photoshop", 0, Array("8BPS".utf8)),
    ("PDF", 0, Array("%PDF".utf8)),
  ]

  private static func foreignName(_ bytes: BoundedBytes) -> String? {
    signatures.first { bytes.holds($0.bytes, at: $0.offset) }?.name
  }

  private static func summary(_ bytes: BoundedBytes) -> String {
    if bytes.count == 0 { return "an empty file" }
    let first = (0..<min(16, bytes.count)).compactMap { bytes.byte(at: $0) }
    if first.allSatisfy({ (0x20..<0x7F).contains($0) || (0x09...0x0D).contains($0) }) {
      let start = String(decoding: first, as: UTF8.self).prefix { !$0.isNewline }
      return "text that begins with `\(start)`"
    }
    let digits = first.prefix(8).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return "\(bytes.count) bytes that begin with \(digits.joined(separator: " "))"
  }
}
