/// A row of the targets that a network is trained towards.
///
/// Smoothed by `s` over `K` classes the true class has `1 − s + s/K` and every other `s/K`.
/// - Source: Szegedy et al., "Rethinking the Inception architecture", arXiv:1512.00567, section 7; as PyTorch's
///   `CrossEntropyLoss(label_smoothing:)`.
public struct SoftTargets: Sendable, Hashable {
  /// The true class's share, and each other's.
  public let on: Float
  public let off: Float

  /// - Parameter smoothing: In `0..<1`.
  public init(smoothing: Double, classes: Int) {
    off = Float(smoothing / Double(classes))
    on = Float(1 - smoothing + smoothing / Double(classes))
  }

  /// Writes the row of an item, `[classes]`.
  public func fill(_ row: UnsafeMutableBufferPointer<Float>, label: Int) {
    row.update(repeating: off)
    row[label] = on
  }

  /// Writes the row of a mixed item, `[classes]`: `share` of the one label's row and the rest of the other's.
  public func fill(
    _ row: UnsafeMutableBufferPointer<Float>, label: Int, partner: Int, share: Float
  ) {
    for index in 0..<row.count {
      row[index] =
        share * (index == label ? on : off) + (1 - share) * (index == partner ? on : off)
    }
  }
}
