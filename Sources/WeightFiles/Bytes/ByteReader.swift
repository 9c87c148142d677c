/// Reads a part of a ``ByteSource`` from front to back through a window.
struct ByteReader {
  let source: ByteSource
  private(set) var position: Int
  let end: Int
  private var window: [UInt8] = []
  private var windowStart = 0

  private let windowByteCount: Int

  /// A window for headers of which only the first bytes are read.
  static let smallWindow = 256

  /// - Throws: ``WeightFileError/truncated(path:offset:expected:found:)`` if the range is not inside.
  init(_ source: ByteSource, range: Range<Int>, windowByteCount: Int = 1 << 16) throws {
    _ = try source.slice(at: range.lowerBound, count: range.count)
    self.source = source
    position = range.lowerBound
    end = range.upperBound
    self.windowByteCount = windowByteCount
  }

  var remaining: Int { end - position }

  mutating func readByte() throws -> UInt8 {
    try fill(1)
    defer { position += 1 }
    return window[position - windowStart]
  }

  /// Little-endian, as every format here stores them.
  mutating func readInteger<Value: FixedWidthInteger>(_: Value.Type) throws -> Value {
    let count = MemoryLayout<Value>.size
    try fill(count)
    var value: Value = 0
    for index in 0..<count {
      value |= Value(truncatingIfNeeded: window[position - windowStart + index]) << (8 * index)
    }
    position += count
    return value
  }

  mutating func readBytes(_ count: Int) throws -> [UInt8] {
    let range = try skip(count)
    let index = range.lowerBound - windowStart
    if index >= 0, index <= window.count, count <= window.count - index {
      return Array(window[index..<index + count])
    }
    return try source.bytes(at: range.lowerBound, count: count)
  }

  /// - Returns: The part of the source that was passed over.
  @discardableResult
  mutating func skip(_ count: Int) throws -> Range<Int> {
    guard count >= 0, count <= remaining else { throw truncated(count) }
    defer { position += count }
    return position..<position + count
  }

  /// Makes sure that the window holds the next `count` bytes.
  private mutating func fill(_ count: Int) throws {
    let index = position - windowStart
    if index >= 0, index <= window.count, count <= window.count - index { return }
    guard count <= remaining else { throw truncated(count) }
    window = try source.bytes(at: position, count: min(remaining, windowByteCount))
    windowStart = position
  }

  private func truncated(_ count: Int) -> WeightFileError {
    .truncated(path: source.name, offset: position, expected: count, found: remaining)
  }
}
