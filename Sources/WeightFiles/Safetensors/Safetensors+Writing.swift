import Files
import Tensors

extension Safetensors {
  /// Writes the file whole or not at all. Equal tensors and metadata give identical bytes.
  ///
  /// Wider element types come first, then names in order, and the header is padded to eight bytes:
  /// so every tensor starts at a multiple of its element's size.
  /// - Throws: ``WeightFileError/cannotStore(path:reason:advice:)`` if a tensor has the name
  ///   `__metadata__`, or if the header exceeds the format's limit; `FileError`.
  public static func write(
    _ tensors: [String: Tensor], to path: String, metadata: [String: String] = [:]
  ) throws {
    try layout(of: tensors, metadata: metadata, path: path).write(to: path)
  }

  /// What ``write(_:to:metadata:)`` writes, in order, for those who hash it first.
  /// - Parameter path: Named in errors.
  /// - Throws: ``WeightFileError/cannotStore(path:reason:advice:)``, as ``write(_:to:metadata:)``.
  public static func layout(
    of tensors: [String: Tensor], metadata: [String: String], path: String
  ) throws(WeightFileError) -> SafetensorsLayout {
    guard tensors["__metadata__"] == nil else {
      throw .cannotStore(
        path: path, reason: "safetensors keeps the name \"__metadata__\" for itself",
        advice: "rename the tensor")
    }
    let ordered = tensors.sorted {
      ($1.value.elementType.byteCount, $0.key) < ($0.value.elementType.byteCount, $1.key)
    }
    let header = header(of: ordered, metadata: metadata)
    guard header.count <= maximumHeaderByteCount else {
      throw .cannotStore(
        path: path, reason: "a header of \(header.count) bytes exceeds the format's limit",
        advice: "shorten names or metadata")
    }
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
    return SafetensorsLayout(head: length + header, tensors: ordered.map(\.value))
  }

  private static func header(
    of ordered: [(key: String, value: Tensor)], metadata: [String: String]
  ) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { json($0.key) + ":" + json($0.value) }
      members.append("\"__metadata__\":{" + pairs.joined(separator: ",") + "}")
    }
    var offset = 0
    for (name, tensor) in ordered {
      let type = tensor.elementType.safetensorsName
      let shape = tensor.shape.dimensions.map(String.init).joined(separator: ",")
      let end = offset + tensor.byteCount
      members.append(
        json(name)
          + ":{\"dtype\":\"\(type)\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var bytes = Array(("{" + members.joined(separator: ",") + "}").utf8)
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: (8 - bytes.count % 8) % 8)
    return bytes
  }

  private static func json(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
