import Tensors

/// How a value lies in memory: an activation, a weight, or a list of numbers.
public struct Layout: Sendable, Equatable {
  enum Arrangement: Sendable, Equatable {
    /// Contiguous in the order of ``Layout/shape``.
    case plain
    /// A convolution's weight as files hold it, `[out, in / groups, height, width]`.
    case plainWeight(groups: Int)
    /// Whatever oneDNN's descriptor says, padding included.
    case oneDNN(MemoryDescriptor)
    /// Only its operation's gradient can read it, given the format of the maps that it belongs to.
    case opaque(MapFormat)
  }

  /// `[batch, height, width, channels]`, `[batch, features]`, `[channels]`, or a weight's.
  public let shape: Shape
  /// `float32` or `bfloat16`.
  public let elementType: ElementType
  let arrangement: Arrangement
  /// Memory needed, padding included.
  public let byteCount: Int

  /// The layout that the world outside a plan uses for activations and lists.
  public init(plain shape: Shape, elementType: ElementType = .float32) {
    precondition([1, 2, 4].contains(shape.rank), "a list, or a batch of maps or vectors")
    self.shape = shape
    self.elementType = elementType
    arrangement = .plain
    byteCount = shape.elementCount * elementType.byteCount
  }

  /// The layout that the world outside a plan uses for a convolution's weight.
  public init(plainWeight shape: Shape, groups: Int) {
    precondition(shape.rank == 4, "[out, in / groups, height, width]")
    self.shape = shape
    elementType = .float32
    arrangement = .plainWeight(groups: groups)
    byteCount = shape.elementCount * elementType.byteCount
  }

  init(shape: Shape, elementType: ElementType, descriptor: MemoryDescriptor) {
    self.shape = shape
    self.elementType = elementType
    arrangement = .oneDNN(descriptor)
    byteCount = descriptor.byteCount
  }

  init(opaque byteCount: Int, of format: MapFormat) {
    shape = [byteCount]
    elementType = .uint8
    arrangement = .opaque(format)
    self.byteCount = byteCount
  }

  /// Whether elements lie in the order of ``shape``, without gaps.
  public var isPlain: Bool {
    switch arrangement {
    case .plain, .plainWeight: true
    case .oneDNN, .opaque: false
    }
  }
}

extension Layout {
  /// Whether this is a map's layout: not a vector's, a list's or a weight's.
  public var isMap: Bool {
    if case .plainWeight = arrangement { return false }
    return shape.rank == 4
  }

  /// Whether bytes in one layout can be read in the other as they are.
  public func holdsSame(as other: Layout) -> Bool {
    self == other
      || isPlain && other.isPlain && elementType == other.elementType
        && shape.elementCount == other.shape.elementCount
  }
}

extension Layout {
  /// Of a convolution's weight; `nil` for anything else.
  public var groups: Int? {
    switch arrangement {
    case .plainWeight(let groups): groups
    case .oneDNN(let descriptor) where descriptor.rank == 5: descriptor.groups
    case .oneDNN, .plain, .opaque: nil
    }
  }
}

extension Layout {
  /// Whether every element at `address`, which holds this layout, is a finite number.
  public func isFinite(at address: UnsafeMutableRawPointer) -> Bool {
    // Sound: whoever asks promises `byteCount` bytes; padding holds zeros.
    let count = byteCount / elementType.byteCount
    return elementType == .bfloat16
      ? FiniteCheck.areFinite(
        bfloat16: .init(start: address.assumingMemoryBound(to: UInt16.self), count: count))
      : FiniteCheck.areFinite(
        .init(start: address.assumingMemoryBound(to: Float.self), count: count))
  }
}
