import Files
import Tensors

/// The safetensors format: eight bytes with the length of a JSON header, the header, the numbers.
/// - Source: https://github.com/huggingface/safetensors#format.
public enum Safetensors {
  /// The format's own limit on its header.
  static let maximumHeaderByteCount = 100_000_000

  /// - Throws: ``WeightFileError``, `FileError` or `TensorError`.
  public static func read(path: String) throws -> WeightFileContents {
    try read(ByteSource(file: InputFile(path: path)))
  }

  /// What a file says about itself, if its header is valid and describes a file of this length. No tensor is
  /// read.
  /// - Throws: ``WeightFileError``, `FileError`.
  public static func metadata(path: String) throws -> [String: String] {
    let source = try ByteSource(file: InputFile(path: path))
    var reader = try ByteReader(source, range: 0..<source.byteCount)
    let header = try header(&reader, of: source)
    try header.validate(bodyByteCount: reader.remaining, source: source)
    return header.metadata
  }

  /// - Parameters:
  ///   - bytes: A whole file, for example embedded in the program.
  ///   - name: What error messages call it.
  /// - Throws: ``WeightFileError`` or `TensorError`.
  public static func parse(
    _ bytes: UnsafeRawBufferPointer, name: String
  ) throws -> WeightFileContents {
    try read(ByteSource(memory: bytes, name: name))
  }

  /// - Throws: ``WeightFileError`` or `TensorError`.
  public static func parse(_ bytes: [UInt8], name: String) throws -> WeightFileContents {
    try read(ByteSource(array: bytes, name: name))
  }

  static func recognizes(head: [UInt8], byteCount: Int) -> Bool {
    guard head.count >= 9, head[8] == UInt8(ascii: "{") else { return false }
    let length = head.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return length <= maximumHeaderByteCount
  }

  static func read(_ source: ByteSource) throws -> WeightFileContents {
    var reader = try ByteReader(source, range: 0..<source.byteCount)
    let header = try header(&reader, of: source)
    let body = try source.slice(at: reader.position, count: reader.remaining)
    try header.validate(bodyByteCount: body.byteCount, source: source)
    var tensors: [String: Tensor] = [:]
    for entry in header.entries {
      tensors[entry.name] = try body.tensor(
        at: entry.range.lowerBound, shape: entry.shape, elementType: entry.elementType)
    }
    return WeightFileContents(tensors: tensors, format: .safetensors, metadata: header.metadata)
  }

  private static func header(
    _ reader: inout ByteReader, of source: ByteSource
  ) throws -> SafetensorsHeader {
    let length = try reader.readInteger(UInt64.self)
    guard length <= maximumHeaderByteCount else {
      throw WeightFileError.tooLarge(
        path: source.name, place: "the header", claimed: Int(clamping: length),
        limit: maximumHeaderByteCount)
    }
    return try SafetensorsHeaderParser.parse(reader.readBytes(Int(length)), source: source)
  }
}
