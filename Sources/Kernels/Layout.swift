import Tensors

/// How an activation lies in memory.
public struct Layout: Sendable, Equatable {
  enum Arrangement: Sendable, Equatable {
    /// Contiguous in the order of ``Layout/shape``.
    case plain
    /// Whatever oneDNN's descriptor says, padding included.
    case oneDNN(MemoryDescriptor)
  }

  /// `[batch, height, width, channels]` or `[batch, features]`.
  public let shape: Shape
  /// `float32` or `bfloat16`.
  public let elementType: ElementType
  let arrangement: Arrangement
  /// Memory needed, padding included.
  public let byteCount: Int

  /// The layout that the world outside a plan uses.
  public init(plain shape: Shape, elementType: ElementType = .float32) {
    precondition(shape.rank == 4 || shape.rank == 2, "an activation is a batch of maps or vectors")
    self.shape = shape
    self.elementType = elementType
    arrangement = .plain
    byteCount = shape.elementCount * elementType.byteCount
  }

  init(shape: Shape, elementType: ElementType, descriptor: MemoryDescriptor) {
    self.shape = shape
    self.elementType = elementType
    arrangement = .oneDNN(descriptor)
    byteCount = descriptor.byteCount
  }
}
