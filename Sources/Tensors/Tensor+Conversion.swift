/// Half precision as single, exactly, with integer operations alone: the compiler makes vectors of them,
/// where the conversion itself is a function call on processors that are not asked for F16C.
@inline(__always)
private func singleBits(ofHalf half: UInt32) -> UInt32 {
  let magnitude = (half & 0x7FFF) << 13
  // Moves the exponent from a bias of 15 to one of 127; subnormal numbers become normal by themselves.
  let scaled = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
  // Infinity and NaN keep their exponent of all ones.
  let special: UInt32 = magnitude >= 0x0F80_0000 ? 0x7F80_0000 : 0
  return scaled | special | (half & 0x8000) << 16
}

extension Tensor {
  /// The same numbers stored as another floating-point type, rounded to nearest even.
  /// - Throws: ``TensorError/outOfMemory(byteCount:)``.
  /// - Precondition: `type` is a floating-point type.
  public func converted(to type: ElementType) throws -> Tensor {
    guard type != elementType else { return self }
    precondition(type.isFloatingPoint, "conversion to \(type) would lose what weights hold")
    var result = try Tensor(zeros: shape, elementType: type)
    let count = shape.elementCount
    // Sound: both buffers hold `count` elements of the type they are bound to.
    try withUnsafeBytes { source in
      try result.withUnsafeMutableBytes { target in
        switch (elementType, type) {
        case (.float16, .float32):
          let source = source.assumingMemoryBound(to: UInt16.self)
          let target = target.assumingMemoryBound(to: UInt32.self)
          for index in 0..<count { target[index] = singleBits(ofHalf: UInt32(source[index])) }
        case (.float32, .bfloat16):
          let source = source.assumingMemoryBound(to: Float.self)
          let target = target.assumingMemoryBound(to: UInt16.self)
          for index in 0..<count { target[index] = BFloat16(source[index]).bitPattern }
        default:
          for index in 0..<count {
            Self.store(
              Self.double(at: index, in: source, as: elementType), at: index, in: target, as: type)
          }
        }
      }
    }
    return result
  }

  static func float(at index: Int, in bytes: UnsafeRawBufferPointer, as type: ElementType) -> Float
  {
    type == .float32
      ? bytes.loadUnaligned(fromByteOffset: index * 4, as: Float.self)
      : Float(double(at: index, in: bytes, as: type))
  }

  private static func double(
    at index: Int, in bytes: UnsafeRawBufferPointer, as type: ElementType
  ) -> Double {
    func load<Number>(_: Number.Type) -> Number {
      bytes.loadUnaligned(fromByteOffset: index * type.byteCount, as: Number.self)
    }
    return switch type {
    case .float64: load(Double.self)
    case .float32: Double(load(Float.self))
    case .float16: Double(load(Float16.self))
    case .bfloat16: Double(BFloat16(bitPattern: load(UInt16.self)).float)
    case .int64: Double(load(Int64.self))
    case .int32: Double(load(Int32.self))
    case .int16: Double(load(Int16.self))
    case .int8: Double(load(Int8.self))
    case .uint8: Double(load(UInt8.self))
    case .bool: load(UInt8.self) == 0 ? 0 : 1
    }
  }

  private static func store(
    _ value: Double, at index: Int, in bytes: UnsafeMutableRawBufferPointer, as type: ElementType
  ) {
    let offset = index * type.byteCount
    switch type {
    case .float64: bytes.storeBytes(of: value, toByteOffset: offset, as: Double.self)
    case .float32: bytes.storeBytes(of: Float(value), toByteOffset: offset, as: Float.self)
    case .float16: bytes.storeBytes(of: Float16(value), toByteOffset: offset, as: Float16.self)
    case .bfloat16:
      bytes.storeBytes(
        of: BFloat16(Float(value)).bitPattern, toByteOffset: offset, as: UInt16.self)
    case .int64, .int32, .int16, .int8, .uint8, .bool:
      preconditionFailure("weights are not converted to \(type)")
    }
  }
}
