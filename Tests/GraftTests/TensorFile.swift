import Foundation
import Testing

/// The tensors of a safetensors file, as bytes of single-precision numbers.
/// - Source: https://huggingface.co/docs/safetensors, "Format".
struct TensorFile {
  let tensors: [String: Data]
  let metadata: [String: String]

  init(_ file: Data) throws {
    let headerByteCount = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let start = 8 + headerByteCount
    var header = try #require(
      JSONSerialization.jsonObject(with: file[8..<start]) as? [String: [String: Any]])
    metadata = header.removeValue(forKey: "__metadata__") as? [String: String] ?? [:]
    tensors = try header.mapValues { entry in
      let offsets = try #require(entry["data_offsets"] as? [Int])
      let bytes = Data(file[start + offsets[0]..<start + offsets[1]])
      if entry["dtype"] as? String == "F16" { return Self.widened(bytes) }
      #expect(entry["dtype"] as? String == "F32")
      return bytes
    }
  }

  /// Every half-precision number is one of single precision.
  private static func widened(_ bytes: Data) -> Data {
    let numbers = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float16.self)).map(Float.init) }
    return numbers.withUnsafeBytes { Data($0) }
  }

  init(_ name: String, in photos: Photos) throws { try self.init(photos.data(name)) }
}
