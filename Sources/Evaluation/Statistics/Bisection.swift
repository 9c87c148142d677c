/// Finding where a condition turns true, by halving.
enum Bisection {
  /// The least `x` in `low...high`, to the last bit or so, from which `holds` is true.
  ///
  /// Slower than Newton's method and never wrong: no derivative, no starting point, at most 200
  /// halvings.
  static func root(low: Double, high: Double, holds: (Double) -> Bool) -> Double {
    var (low, high) = (low, high)
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if holds(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
