extension ImageHeader {
  /// Reads `IHDR`, then looks through the other chunks for `tRNS` and `eXIf`. Checksums are libpng's
  /// business: it checks all of them when it decodes.
  ///
  /// - Source: W3C, Portable Network Graphics, third edition, sections 5 and 11.
  init(png bytes: BoundedBytes, path: String) throws(ImageError) {
    guard bytes.unsigned32(at: 8) == 13, bytes.holds(Array("IHDR".utf8), at: 12),
      let width = bytes.unsigned32(at: 16), let height = bytes.unsigned32(at: 20),
      let colorType = bytes.byte(at: 25)
    else {
      throw .corrupt(
        path: path, format: .png, problem: "expected a header chunk of 13 bytes at offset 8")
    }
    guard width > 0, height > 0 else {
      throw .corrupt(
        path: path, format: .png,
        problem: "expected a size of at least 1 × 1, found \(width) × \(height)")
    }
    var hasTransparency = colorType & 4 != 0
    var orientation: Orientation?
    var offset = 8
    while let length = bytes.unsigned32(at: offset), length <= bytes.count - offset - 8 {
      if bytes.holds(Array("tRNS".utf8), at: offset + 4) { hasTransparency = true }
      if bytes.holds(Array("eXIf".utf8), at: offset + 4), orientation == nil {
        orientation = Orientation(tiff: bytes.part(offset + 8..<offset + 8 + length))
      }
      offset += 12 + length
    }
    format = .png
    storedWidth = width
    storedHeight = height
    self.orientation = orientation ?? .upright
    self.hasTransparency = hasTransparency
  }
}
