/// How one element of a ``Tensor`` is stored.
public enum ElementType: String, Codable, Sendable, CaseIterable {
  case float64
  case float32
  case float16
  case bfloat16
  case int64
  case int32
  case int16
  case int8
  case uint8
  case bool

  /// Size of one element in bytes.
  public var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16, .int16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// Whether the type holds real numbers, as weights and activations do.
  public var isFloatingPoint: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: true
    case .int64, .int32, .int16, .int8, .uint8, .bool: false
    }
  }
}
