import Tensors

/// How activations and packed weights are kept while a network runs. Sums are single precision either way.
public enum Precision: String, Sendable, Codable, CaseIterable {
  case float32 = "f32"
  case bfloat16 = "bf16"

  public var elementType: ElementType {
    switch self {
    case .float32: .float32
    case .bfloat16: .bfloat16
    }
  }
}
