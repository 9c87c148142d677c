/// The upper half of an IEEE 754 single: 8 bits of exponent, 7 of fraction.
///
/// Only a storage format: arithmetic is done in `Float`.
/// - Source: Intel, "BFLOAT16 - Hardware Numerics Definition", 2018.
public struct BFloat16: Hashable, Sendable {
  public var bitPattern: UInt16

  public init(bitPattern: UInt16) {
    self.bitPattern = bitPattern
  }

  /// Rounds to nearest, ties to even. A NaN stays a (quiet) NaN.
  public init(_ value: Float) {
    let bits = value.bitPattern
    guard !value.isNaN else {
      bitPattern = UInt16(truncatingIfNeeded: bits >> 16) | 0x0040
      return
    }
    let roundingBias = 0x7FFF + ((bits >> 16) & 1)
    bitPattern = UInt16(truncatingIfNeeded: (bits &+ roundingBias) >> 16)
  }

  /// Exact.
  public var float: Float {
    Float(bitPattern: UInt32(bitPattern) << 16)
  }
}
