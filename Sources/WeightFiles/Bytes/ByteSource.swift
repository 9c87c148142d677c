import Files
import Tensors

/// Bytes at any offset, from a file, from an array, or from memory that somebody else keeps.
///
/// Every reader goes through here, so a file, an embedded file, a part of an archive and a fuzzer's
/// input take the same path, and every access is checked against the real size.
struct ByteSource {
  private enum Backing {
    case file(InputFile)
    case array([UInt8])
    // Valid while the public call that was given the pointer runs; no source outlives it.
    case memory(UnsafeRawBufferPointer)
  }

  /// The path, or what stands for it in messages.
  let name: String
  let byteCount: Int
  private let backing: Backing
  private let start: Int

  init(file: InputFile) {
    self.init(name: file.path, byteCount: file.byteCount, backing: .file(file), start: 0)
  }

  init(array: [UInt8], name: String) {
    self.init(name: name, byteCount: array.count, backing: .array(array), start: 0)
  }

  init(memory: UnsafeRawBufferPointer, name: String) {
    self.init(name: name, byteCount: memory.count, backing: .memory(memory), start: 0)
  }

  private init(name: String, byteCount: Int, backing: Backing, start: Int) {
    self.name = name
    self.byteCount = byteCount
    self.backing = backing
    self.start = start
  }

  /// - Throws: ``WeightFileError/truncated(path:offset:expected:found:)`` if the range is not inside.
  func slice(at offset: Int, count: Int) throws -> ByteSource {
    try check(offset: offset, count: count)
    return ByteSource(name: name, byteCount: count, backing: backing, start: start + offset)
  }

  /// Fills `buffer` from `offset` on.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    try check(offset: offset, count: buffer.count)
    guard !buffer.isEmpty else { return }
    let range = start + offset..<start + offset + buffer.count
    // Sound: `check` proved that the range lies inside the backing, and buffer has its length.
    switch backing {
    case .file(let file): try file.read(into: buffer, at: range.lowerBound)
    case .array(let array):
      array.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[range])) }
    case .memory(let memory):
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[range]))
    }
  }

  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    try check(offset: offset, count: count)
    var result = [UInt8](repeating: 0, count: count)
    try result.withUnsafeMutableBytes { try read(into: $0, at: offset) }
    return result
  }

  /// Reads a contiguous tensor straight into its storage.
  func tensor(at offset: Int, shape: Shape, elementType: ElementType) throws -> Tensor {
    // A shape read from a file must prove that its bytes exist before it gets memory.
    let (needed, overflow) = shape.elementCount.multipliedReportingOverflow(
      by: elementType.byteCount)
    try check(offset: offset, count: overflow ? .max : needed)
    var tensor = try Tensor(zeros: shape, elementType: elementType)
    try tensor.withUnsafeMutableBytes { try read(into: $0, at: offset) }
    return tensor
  }

  private func check(offset: Int, count: Int) throws {
    guard offset >= 0, count >= 0, offset <= byteCount, count <= byteCount - offset else {
      throw WeightFileError.truncated(
        path: name, offset: offset, expected: count,
        found: offset >= 0 ? max(0, byteCount - offset) : 0)
    }
  }

  // MARK: Errors that name this source

  func damaged(_ place: String, expected: String, found: String) -> WeightFileError {
    .damaged(path: name, place: place, expected: expected, found: found)
  }

  func unsupported(_ found: String, advice: String) -> WeightFileError {
    .unsupported(path: name, found: found, advice: advice)
  }
}
