import Files
import Tensors

/// The weights of an ONNX model: the initializers of its graph. The graph itself is not read.
/// - Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
public enum ONNXFile {
  static let maximumInitializerCount = 1 << 17

  /// The numbers of fields in `onnx.proto`'s `ModelProto` and `GraphProto`.
  private enum ModelField {
    static let version = 1
    static let producerName = 2
    static let producerVersion = 3
    static let graph = 7
    static let properties = 14
  }
  private enum GraphField {
    static let initializer = 5
    static let sparseInitializer = 15
  }

  /// - Throws: ``WeightFileError``, `FileError` or `TensorError`.
  public static func read(path: String) throws -> WeightFileContents {
    try read(ByteSource(file: InputFile(path: path)))
  }

  /// - Parameters:
  ///   - bytes: A whole file.
  ///   - name: What error messages call it.
  /// - Throws: ``WeightFileError`` or `TensorError`.
  public static func parse(
    _ bytes: UnsafeRawBufferPointer, name: String
  ) throws -> WeightFileContents {
    try read(ByteSource(memory: bytes, name: name))
  }

  /// ONNX has no mark of its own, but every writer puts the small version number first.
  static func recognizes(head: [UInt8]) -> Bool {
    head.count >= 2 && head[0] == 0x08 && (1..<0x80).contains(head[1])
  }

  static func read(_ source: ByteSource) throws -> WeightFileContents {
    var contents = WeightFileContents(tensors: [:], format: .onnx)
    var model = try ProtobufReader(source, range: 0..<source.byteCount)
    var hasGraph = false
    while let (field, payload) = try model.next() {
      switch (field, payload) {
      case (ModelField.graph, .bytes(let range)):
        hasGraph = true
        try readGraph(source, range, into: &contents.tensors)
      case (ModelField.version, .integer(let version)):
        contents.metadata["ir_version"] = String(version)
      case (ModelField.producerName, .bytes(let range)):
        contents.metadata["producer_name"] = try text(source, range)
      case (ModelField.producerVersion, .bytes(let range)):
        contents.metadata["producer_version"] = try text(source, range)
      case (ModelField.properties, .bytes(let range)):
        let (key, value) = try property(source, range)
        contents.metadata[key] = value
      default: break
      }
    }
    guard hasGraph else {
      throw source.damaged("ONNX model", expected: "a graph", found: "none")
    }
    return contents
  }

  private static func readGraph(
    _ source: ByteSource, _ range: Range<Int>, into tensors: inout [String: Tensor]
  ) throws {
    var graph = try ProtobufReader(source, range: range)
    while let (field, payload) = try graph.next() {
      switch (field, payload) {
      case (GraphField.initializer, .bytes(let range)):
        let initializer = try ONNXInitializer(source, range: range)
        guard !initializer.name.isEmpty, tensors.count < maximumInitializerCount,
          tensors.updateValue(try initializer.tensor(), forKey: initializer.name) == nil
        else {
          throw source.damaged(
            "ONNX graph", expected: "up to \(maximumInitializerCount) names, each once",
            found: initializer.name.quoted + " again or too many")
        }
      case (GraphField.sparseInitializer, _):
        throw source.unsupported(
          "an ONNX model with sparse weights", advice: "export dense weights")
      default: break
      }
    }
  }

  /// A `StringStringEntryProto`: field 1 is the key, field 2 the value.
  private static func property(
    _ source: ByteSource, _ range: Range<Int>
  ) throws -> (key: String, value: String) {
    var reader = try ProtobufReader(source, range: range)
    var texts = ["", ""]
    while let (field, payload) = try reader.next() {
      guard (1...2).contains(field), case .bytes(let range) = payload else { continue }
      texts[field - 1] = try text(source, range)
    }
    return (texts[0], texts[1])
  }

  private static func text(_ source: ByteSource, _ range: Range<Int>) throws -> String {
    String(decoding: try source.bytes(at: range.lowerBound, count: range.count), as: UTF8.self)
  }
}
