import CLoops

/// Tells numbers from infinities and NaN, which alone have every bit of the exponent set.
///
/// Looks at blocks without a branch inside, as vector registers like it: an optimizer can afford it in each step.
public enum FiniteCheck {
  private static let block = 4096
  private static let path = graft_best_loop_path()

  /// Whether all of some single-precision values are finite.
  public static func areFinite(_ values: UnsafeBufferPointer<Float>) -> Bool {
    areFinite(values, path: path)
  }

  static func areFinite(_ values: UnsafeBufferPointer<Float>, path: graft_loop_path) -> Bool {
    // Sound: the loop reads `count` values.
    values.baseAddress.map { graft_are_finite(path, $0, values.count) != 0 } ?? true
  }

  /// Whether all of some bfloat16 values, given by their bits, are finite.
  public static func areFinite(bfloat16 bits: UnsafeBufferPointer<UInt16>) -> Bool {
    // One more in the exponent: only a full one carries into the sign's place, where a disjunction keeps it.
    for start in stride(from: 0, to: bits.count, by: block) {
      var carried: UInt16 = 0
      for index in start..<min(start + block, bits.count) {
        carried |= (bits[index] & 0x7F80) &+ 0x0080
      }
      if carried & 0x8000 != 0 { return false }
    }
    return true
  }
}
