/// Several tests judged together.
public enum HolmAdjustment {
  /// Adjusted p-values: rejecting those at most α keeps the chance of any false rejection at most
  /// α, however the tests depend on each other.
  ///
  /// ```
  /// p̃₍ᵢ₎ = max over j ≤ i of min(1, (m − j + 1)·p₍ⱼ₎)
  /// ```
  ///
  /// with the `m` values from the least to the greatest.
  /// - Parameter pValues: In `[0, 1]`; others trap.
  /// - Returns: In the given order.
  /// - Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian
  ///   Journal of Statistics 6, 1979.
  public static func adjusted(_ pValues: [Double]) -> [Double] {
    precondition(pValues.allSatisfy { $0 >= 0 && $0 <= 1 }, "p-values lie between 0 and 1")
    var adjusted = pValues
    var greatest = 0.0
    let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
    for (rank, index) in order.enumerated() {
      greatest = max(greatest, min(1, Double(pValues.count - rank) * pValues[index]))
      adjusted[index] = greatest
    }
    return adjusted
  }
}
