import Files
import Tensors

/// A safetensors file before it is written: what stands in front, and the tensors in their order.
public struct SafetensorsLayout: Sendable {
  /// Eight bytes with the header's length, and the header.
  public var head: [UInt8]
  /// Their bytes follow the head without gaps.
  public let tensors: [Tensor]

  /// Writes the file whole or not at all. Large tensors go to the disk without another copy.
  /// - Throws: `FileError`.
  public func write(to path: String) throws(FileError) {
    let file = try AtomicFile(path: path)
    try file.write(head)
    for tensor in tensors {
      try tensor.withUnsafeBytes { bytes throws(FileError) in try file.write(bytes) }
    }
    try file.commit()
  }
}
