/// Tells numbers from infinities and NaN, which alone have every bit of the exponent set.
///
/// Looks at blocks without a branch inside, as vector registers like it: an optimizer can afford it in each step.
public enum FiniteCheck {
  private static let block = 4096

  /// Whether all of some single-precision values are finite.
  public static func areFinite(_ values: UnsafeBufferPointer<Float>) -> Bool {
    // Sound: bits of a Float are a UInt32 of the same size and alignment.
    values.withMemoryRebound(to: UInt32.self) { areFinite($0, exponent: 0x7F80_0000) }
  }

  /// Whether all of some bfloat16 values, given by their bits, are finite.
  public static func areFinite(bfloat16 bits: UnsafeBufferPointer<UInt16>) -> Bool {
    areFinite(bits, exponent: 0x7F80)
  }

  /// One is added to each exponent: only a full one carries into the sign's place, where a disjunction keeps it. A
  /// comparison in its stead becomes a branch for every value.
  private static func areFinite<Bits: FixedWidthInteger & UnsignedInteger>(
    _ values: UnsafeBufferPointer<Bits>, exponent: Bits
  ) -> Bool {
    let sign = ~(Bits.max >> 1)
    let one = sign - exponent
    for start in stride(from: 0, to: values.count, by: block) {
      var carried: Bits = 0
      for index in start..<min(start + block, values.count) {
        carried |= (values[index] & exponent) &+ one
      }
      if carried & sign != 0 { return false }
    }
    return true
  }
}
