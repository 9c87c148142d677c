/// Percentiles by the nearest rank: each is one of the values, never something between two.
///
/// Of few values high percentiles are the greatest: the 99th of fewer than 100.
public struct Percentiles: Sendable {
  private let sorted: [Double]

  /// - Parameter values: At least one, in any order; none traps.
  public init(of values: [Double]) {
    precondition(!values.isEmpty, "percentiles of nothing")
    sorted = values.sorted()
  }

  /// The smallest value that at least `percent` of a hundred values do not exceed: of rank
  /// `⌈percent / 100 · n⌉`, counted from 1.
  /// - Parameter percent: In `0...100`; others trap. 0 gives the smallest.
  public func value(at percent: Double) -> Double {
    precondition((0...100).contains(percent), "a percentile lies between 0 and 100")
    let rank = Int((percent / 100 * Double(sorted.count)).rounded(.up))
    return sorted[max(rank, 1) - 1]
  }
}
