extension Tensor {
  /// How many elements are infinite or no number; 0 for integers.
  public var nonFiniteCount: Int {
    // Such numbers, and no others, have every bit of the exponent set.
    switch elementType {
    case .float64: count(of: UInt64.self, withAll: 0x7FF0_0000_0000_0000)
    case .float32: count(of: UInt32.self, withAll: 0x7F80_0000)
    case .float16: count(of: UInt16.self, withAll: 0x7C00)
    case .bfloat16: count(of: UInt16.self, withAll: 0x7F80)
    case .int64, .int32, .int16, .int8, .uint8, .bool: 0
    }
  }

  private func count<Bits: FixedWidthInteger>(of type: Bits.Type, withAll mask: Bits) -> Int {
    withUnsafeBytes { bytes in
      // Sound: the storage holds whole elements of this width, aligned to a cache line.
      let elements = bytes.assumingMemoryBound(to: type)
      return (0..<shape.elementCount).count { elements[$0] & mask == mask }
    }
  }
}
