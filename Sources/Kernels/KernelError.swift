/// What a kernel library refused.
public enum KernelError: Error, Equatable, CustomStringConvertible {
  /// The operation does not exist for these shapes, types or this processor.
  case unsupported(operation: String)
  case outOfMemory(operation: String)
  case failed(operation: String, status: String)

  public var description: String {
    switch self {
    case .unsupported(let operation):
      "no kernel for \(operation) on this processor"
    case .outOfMemory(let operation):
      "out of memory while preparing \(operation); a smaller --micro-batch needs less"
    case .failed(let operation, let status):
      "\(operation) failed: \(status)"
    }
  }
}
