/// What can go wrong with tensors themselves.
public enum TensorError: Error, Equatable, CustomStringConvertible {
  case outOfMemory(byteCount: Int)

  public var description: String {
    switch self {
    case .outOfMemory(let byteCount): "out of memory: \(byteCount) bytes are not available"
    }
  }
}
