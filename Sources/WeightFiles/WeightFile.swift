import Files
import Tensors

/// Named tensors in a file of any format that Graft reads, recognized by content, not by name.
///
/// Reading never executes anything, and never takes more memory than a small multiple of the
/// file's size.
public enum WeightFile {
  /// The formats that ``write(_:to:format:metadata:)`` makes.
  public enum OutputFormat: String, Sendable, CaseIterable {
    case safetensors
    case pyTorch
  }

  /// - Throws: ``WeightFileError``, `FileError` or `TensorError`.
  public static func read(path: String) throws -> WeightFileContents {
    try read(ByteSource(file: InputFile(path: path)))
  }

  /// Reads weights that are in memory already, for example embedded in the program.
  /// - Parameter name: What error messages call the bytes.
  /// - Throws: ``WeightFileError`` or `TensorError`.
  public static func parse(
    _ bytes: UnsafeRawBufferPointer, name: String
  ) throws -> WeightFileContents {
    try read(ByteSource(memory: bytes, name: name))
  }

  /// Writes the file whole or not at all. Equal tensors give identical files.
  /// - Parameter metadata: Only safetensors stores it.
  /// - Throws: ``WeightFileError/cannotStore(path:reason:advice:)`` or `FileError`.
  public static func write(
    _ tensors: [String: Tensor], to path: String, format: OutputFormat = .safetensors,
    metadata: [String: String] = [:]
  ) throws {
    switch format {
    case .safetensors:
      try Safetensors.write(tensors, to: path, metadata: metadata)
    case .pyTorch:
      guard metadata.isEmpty else {
        throw WeightFileError.cannotStore(
          path: path, reason: "a PyTorch file has no place for metadata",
          advice: "write safetensors")
      }
      try PyTorchFile.write(tensors, to: path)
    }
  }

  static func read(_ source: ByteSource) throws -> WeightFileContents {
    let head = try source.bytes(at: 0, count: min(source.byteCount, 64))
    if Safetensors.recognizes(head: head, byteCount: source.byteCount) {
      return try Safetensors.read(source)
    }
    if ZipArchive.recognizes(head: head) { return try PyTorchFile.readArchive(source) }
    if PickleMachine.recognizes(head: head) { return try PickleFile.readAny(source) }
    if ONNXFile.recognizes(head: head) { return try ONNXFile.read(source) }
    throw WeightFileError.unrecognized(path: source.name, found: describe(head: head))
  }

  /// Names what people most often pass by mistake.
  private static func describe(head: [UInt8]) -> String {
    let known: [(start: [UInt8], name: String)] = [
      (
        Array("version https://git-lfs".utf8), "a Git LFS pointer: fetch the file with git lfs pull"
      ),
      (Array("<".utf8), "a web page or XML: the download went wrong"),
      ([0x89] + Array("HDF".utf8), "HDF5 (Keras)"),
      (Array("GGUF".utf8), "GGUF"),
      ([0x1F, 0x8B], "a gzip archive: unpack it first"),
      ([0x93] + Array("NUMPY".utf8), "one NumPy array (.npy)"),
    ]
    if head.isEmpty { return "an empty file" }
    if let match = known.first(where: { head.starts(with: $0.start) }) { return match.name }
    let digits = head.prefix(8).map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }
    return "the bytes " + digits.joined(separator: " ")
  }
}
