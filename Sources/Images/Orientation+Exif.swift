extension Orientation {
  /// Reads the orientation from a TIFF structure, as it follows `Exif\0\0` in a JPEG and fills `eXIf` in a PNG.
  ///
  /// - Returns: `nil` if there is none, or none that means anything: a broken remark about a picture
  ///   does not make the picture broken.
  init?(tiff bytes: BoundedBytes) {
    let order: BoundedBytes.ByteOrder
    if bytes.holds([0x49, 0x49, 0x2A, 0x00], at: 0) {
      order = .littleEndian
    } else if bytes.holds([0x4D, 0x4D, 0x00, 0x2A], at: 0) {
      order = .bigEndian
    } else {
      return nil
    }
    guard let directory = bytes.unsigned32(at: 4, order),
      let entryCount = bytes.unsigned16(at: directory, order)
    else { return nil }
    for entry in 0..<entryCount {
      let offset = directory + 2 + entry * 12
      guard let tag = bytes.unsigned16(at: offset, order) else { return nil }
      guard tag == 0x0112 else { continue }
      self.init(entry: offset, in: bytes, order)
      return
    }
    return nil
  }

  private init?(entry offset: Int, in bytes: BoundedBytes, _ order: BoundedBytes.ByteOrder) {
    // The standard says one SHORT; some writers say LONG.
    let value: Int? =
      switch bytes.unsigned16(at: offset + 2, order) {
      case 3: bytes.unsigned16(at: offset + 8, order)
      case 4: bytes.unsigned32(at: offset + 8, order)
      default: nil
      }
    guard bytes.unsigned32(at: offset + 4, order) == 1, let value else { return nil }
    self.init(rawValue: value)
  }
}
