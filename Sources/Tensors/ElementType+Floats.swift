extension ElementType {
  /// Elements of this type as single precision numbers, rounded where the type holds more.
  /// - Precondition: `bytes` holds whole elements.
  public func floats(in bytes: UnsafeRawBufferPointer) -> [Float] {
    precondition(bytes.count % byteCount == 0, "whole elements")
    return (0..<bytes.count / byteCount).map { Tensor.float(at: $0, in: bytes, as: self) }
  }
}
