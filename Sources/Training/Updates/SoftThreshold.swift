/// The proximal step of L1: `p ← sign(p)·max(|p| − t, 0)`, which leaves exact zeros.
/// - Source: Parikh and Boyd, "Proximal algorithms", 2014, section 6.5.2; after a gradient step of rate `η` the
///   threshold `t` is `η·λ₁` (section 4.2).
enum SoftThreshold {
  static func apply(_ threshold: Float, to values: UnsafeMutableBufferPointer<Float>) {
    // `p − clamp(p, −t, t)`: the same numbers without a branch.
    for index in 0..<values.count {
      let value = values[index]
      values[index] = value - min(max(value, -threshold), threshold)
    }
  }
}
