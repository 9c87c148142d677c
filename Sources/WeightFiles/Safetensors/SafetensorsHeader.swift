import Tensors

/// What stands in front of the bytes of a safetensors file.
struct SafetensorsHeader {
  struct Entry {
    let name: String
    let elementType: ElementType
    let shape: Shape
    /// Of its bytes, counted from the end of the header.
    let range: Range<Int>
  }

  let entries: [Entry]
  let metadata: [String: String]

  /// Checks that the entries fill `bodyByteCount` bytes: in range, without overlap, without hole.
  ///
  /// A hole could hide another file, an overlap could hand out the same bytes many times.
  func validate(bodyByteCount: Int, source: ByteSource) throws {
    var position = 0
    let ordered = entries.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    for entry in ordered {
      let (byteCount, overflow) = entry.shape.elementCount.multipliedReportingOverflow(
        by: entry.elementType.byteCount)
      guard !overflow, entry.range.count == byteCount else {
        throw source.damaged(
          "data_offsets of \(entry.name.quoted)",
          expected: "the size of \(entry.elementType.safetensorsName) \(entry.shape)",
          found: "\(entry.range.count) bytes")
      }
      guard entry.range.lowerBound == position else {
        throw source.damaged(
          "data_offsets of \(entry.name.quoted)", expected: "a start at \(position)",
          found: entry.range.lowerBound < position
            ? "an overlap from \(entry.range.lowerBound)" : "a hole up to \(entry.range.lowerBound)"
        )
      }
      position = entry.range.upperBound
    }
    guard position == bodyByteCount else {
      throw source.damaged(
        "tensor data", expected: "\(position) bytes, as the header says",
        found: "\(bodyByteCount)")
    }
  }
}
