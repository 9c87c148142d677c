/// What the bytes of a picture file say it is, whatever it is called. Nothing is decoded.
public struct FileContent: Hashable, Sendable {
  /// For example `JPEG` or `GIF`; `nil` for what is no known image.
  public let formatName: String?
  /// Whether it holds several pictures to be shown in turn: a GIF, PNG or WebP with more than one frame.
  public let isAnimated: Bool

  /// - Parameter bytes: The whole file.
  public init(_ bytes: UnsafeRawBufferPointer) {
    let bytes = BoundedBytes(bytes)
    formatName = Self.formatName(of: bytes)
    isAnimated =
      switch formatName?.lowercased() {
      case "png": PNGChunks(bytes).frameCount > 1
      case "gif": GIFBlocks(bytes).hasSeveralImages
      // The extended header's second flag from the right. Source: WebP Container Specification, VP8X.
      case "webp":
        bytes.holds(Array("VP8X".utf8), at: 12) && (bytes.byte(at: 20) ?? 0) & 0x02 != 0
      default: false
      }
  }

  public init(_ bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { FileContent($0) }
  }

  /// Whether a file of this name holds what its ending says.
  /// - Returns: `true` also where the content or the ending is unknown: nothing contradicts then.
  public func fits(name: String) -> Bool {
    guard let formatName, let dot = name.lastIndex(of: "."),
      let expected = Self.formats[name[name.index(after: dot)...].lowercased()]
    else { return true }
    return expected == formatName.lowercased()
  }

  /// Whether a JPEG, PNG or WebP stops before the mark of its end, or before the length that it states.
  /// - Parameter bytes: The whole file. Of another format nothing is known: `false`.
  public static func endsEarly(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { buffer in
      let bytes = BoundedBytes(buffer)
      return switch formatName(of: bytes)?.lowercased() {
      case "jpeg": !hasEndOfImage(bytes)
      case "png": !PNGChunks(bytes).hasEnd
      case "webp": (bytes.unsigned32(at: 4, .littleEndian) ?? 0) + 8 > bytes.count
      default: false
      }
    }
  }

  private static func formatName(of bytes: BoundedBytes) -> String? {
    switch FileSignature(bytes) {
    case .decodable(let format): format.name
    case .foreign(let name): name
    case .unknown: nil
    }
  }

  private static let formats = [
    "jpg": "jpeg", "jpeg": "jpeg", "jpe": "jpeg", "jfif": "jpeg", "png": "png", "apng": "png",
    "gif": "gif", "webp": "webp", "bmp": "bmp", "tif": "tiff", "tiff": "tiff", "avif": "avif",
    "heic": "heic", "heif": "heic", "jp2": "jpeg 2000", "jxl": "jpeg xl", "psd": "photoshop",
    "pdf": "pdf",
  ]

  /// Whether the marker `FF D9` follows the beginning of the first scan.
  private static func hasEndOfImage(_ bytes: BoundedBytes) -> Bool {
    var segments = JPEGSegments(bytes)
    while segments.next() != nil {}
    var offset = segments.offset
    while let start = bytes.next(0xFF, from: offset) {
      if bytes.byte(at: start + 1) == 0xD9 { return true }
      offset = start + 1
    }
    return false
  }
}
