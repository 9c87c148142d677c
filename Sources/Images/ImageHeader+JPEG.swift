extension ImageHeader {
  /// Walks the segments up to the first scan, as libjpeg will: bytes between segments are passed over.
  ///
  /// - Source: ITU-T T.81, annex B.
  init(jpeg bytes: BoundedBytes, path: String) throws(ImageError) {
    var size: (width: Int, height: Int)?
    var orientation: Orientation?
    var segments = JPEGSegments(bytes)
    while let segment = segments.next() {
      if segment.isFrameHeader, size == nil {
        guard let height = segment.content.unsigned16(at: 1),
          let width = segment.content.unsigned16(at: 3)
        else { break }
        size = (width, height)
      } else if segment.marker == 0xE1, orientation == nil,
        segment.content.holds(Array("Exif\0\0".utf8), at: 0)
      {
        orientation = Orientation(tiff: segment.content.part(6..<segment.content.count))
      }
    }
    guard let size else {
      throw .corrupt(
        path: path, format: .jpeg,
        problem: "expected a frame header with the size, found the end of the headers")
    }
    guard size.width > 0, size.height > 0 else {
      throw .corrupt(
        path: path, format: .jpeg,
        problem: "expected a size of at least 1 × 1, found \(size.width) × \(size.height)")
    }
    format = .jpeg
    storedWidth = size.width
    storedHeight = size.height
    self.orientation = orientation ?? .upright
    hasTransparency = false
  }
}
