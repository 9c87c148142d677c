/// A dense array of numbers with a shape and an element type known at run time.
///
/// Elements are contiguous, the last axis fastest. A tensor is a value: a copy shares memory until
/// one of the two is changed.
public struct Tensor: Sendable {
  public let shape: Shape
  public let elementType: ElementType
  private var storage: AlignedStorage

  /// Makes a tensor of zeros.
  /// - Throws: ``TensorError/outOfMemory(byteCount:)``.
  public init(zeros shape: Shape, elementType: ElementType = .float32) throws(TensorError) {
    let (byteCount, overflow) = shape.elementCount.multipliedReportingOverflow(
      by: elementType.byteCount)
    guard !overflow else { throw .outOfMemory(byteCount: .max) }
    self.shape = shape
    self.elementType = elementType
    storage = try AlignedStorage(byteCount: byteCount)
  }

  /// Makes a `float32` tensor.
  /// - Precondition: `elements.count == shape.elementCount`.
  public init(_ elements: [Float], shape: Shape) throws(TensorError) {
    precondition(
      elements.count == shape.elementCount,
      "\(elements.count) elements do not fill shape \(shape)")
    try self.init(zeros: shape)
    // Sound: the source holds exactly `byteCount` bytes, checked above.
    elements.withUnsafeBytes { source in
      if let base = source.baseAddress {
        storage.start.copyMemory(from: base, byteCount: source.count)
      }
    }
  }

  /// Makes a tensor from bytes in the machine's (little-endian) order.
  /// - Precondition: `bytes.count` is what shape and element type need.
  public init(
    bytes: UnsafeRawBufferPointer, shape: Shape, elementType: ElementType
  ) throws(TensorError) {
    try self.init(zeros: shape, elementType: elementType)
    precondition(
      bytes.count == storage.byteCount,
      "\(bytes.count) bytes do not fill \(elementType) \(shape)")
    if let base = bytes.baseAddress {
      storage.start.copyMemory(from: base, byteCount: bytes.count)
    }
  }

  public var byteCount: Int { storage.byteCount }

  /// The same elements under another shape.
  /// - Precondition: Both shapes hold as many elements.
  public func reshaped(to shape: Shape) -> Tensor {
    precondition(
      shape.elementCount == self.shape.elementCount, "\(self.shape) cannot become \(shape)")
    return Tensor(shape: shape, elementType: elementType, storage: storage)
  }

  private init(shape: Shape, elementType: ElementType, storage: AlignedStorage) {
    self.shape = shape
    self.elementType = elementType
    self.storage = storage
  }

  // MARK: Access

  /// Calls `body` with the elements' bytes. The pointer is valid only inside `body`.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: storage.start, count: storage.byteCount))
  }

  /// Calls `body` with the elements' bytes, copied first if another tensor shares them.
  /// - Throws: What `body` throws.
  public mutating func withUnsafeMutableBytes<Result>(
    _ body: (UnsafeMutableRawBufferPointer) throws -> Result
  ) throws -> Result {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = try AlignedStorage(byteCount: storage.byteCount)
      copy.start.copyMemory(from: storage.start, byteCount: storage.byteCount)
      storage = copy
    }
    return try body(UnsafeMutableRawBufferPointer(start: storage.start, count: storage.byteCount))
  }

  /// Calls `body` with the elements of a `float32` tensor.
  /// - Precondition: The element type is `float32`.
  public func withFloats<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(elementType == .float32, "a \(elementType) tensor is not float32")
    return try body(
      UnsafeBufferPointer(
        start: storage.start.assumingMemoryBound(to: Float.self), count: shape.elementCount))
  }

  /// Calls `body` with the elements of a `float32` tensor, copied first if shared.
  /// - Precondition: The element type is `float32`.
  public mutating func withMutableFloats<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) throws -> Result {
    precondition(elementType == .float32, "a \(elementType) tensor is not float32")
    return try withUnsafeMutableBytes { try body($0.assumingMemoryBound(to: Float.self)) }
  }

  /// The elements as single precision numbers, rounded where the type holds more.
  public var floats: [Float] {
    withUnsafeBytes { bytes in
      (0..<shape.elementCount).map { Self.float(at: $0, in: bytes, as: elementType) }
    }
  }
}
