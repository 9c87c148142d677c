/// Dealing whole groups into bins so that every bin gets its share of each class.
///
/// Groups whose classes are counted most unevenly go first, while there is room to balance them;
/// each goes where the spread of the classes' shares over the bins becomes least, of equal ones into
/// the bin with fewest items. With equal shares this is the rule of scikit-learn's
/// `StratifiedGroupKFold`.
struct GreedyGroupAssignment {
  private let classTotals: [Double]
  private let shares: [Double]
  /// `[bins][classes]`
  private var counts: [[Double]]
  private var itemCounts: [Double]
  /// `[classes]`, the spread over the bins as they are.
  private var spreads: [Double]

  /// - Parameters:
  ///   - groups: For each group, in random order, how many items of each class it has.
  ///   - shares: The relative size of each bin.
  /// - Returns: `[groups]`, the bin of each.
  static func bins(ofGroups groups: [[Int: Int]], classCount: Int, shares: [Double]) -> [Int] {
    let uneven = groups.map { unevenness($0, classCount: classCount) }
    let order = groups.indices.sorted { first, second in
      uneven[first] != uneven[second] ? uneven[first] > uneven[second] : first < second
    }
    var assignment = GreedyGroupAssignment(
      groups: groups, classCount: classCount, shares: shares)
    var bins = [Int](repeating: 0, count: groups.count)
    for group in order { bins[group] = assignment.place(groups[group]) }
    return bins
  }

  private init(groups: [[Int: Int]], classCount: Int, shares: [Double]) {
    var totals = [Double](repeating: 0, count: classCount)
    for group in groups {
      for (label, count) in group { totals[label] += Double(count) }
    }
    classTotals = totals
    self.shares = shares
    counts = [[Double]](
      repeating: [Double](repeating: 0, count: classCount), count: shares.count)
    itemCounts = [Double](repeating: 0, count: shares.count)
    spreads = [Double](repeating: 0, count: classCount)
  }

  /// The variance over the classes, times the square of their number: exact, so that ties are ties.
  private static func unevenness(_ group: [Int: Int], classCount: Int) -> Int {
    let sum = group.values.reduce(0, +)
    return classCount * group.values.reduce(0) { $0 + $1 * $1 } - sum * sum
  }

  private mutating func place(_ group: [Int: Int]) -> Int {
    var best = 0
    var bestSpread = Double.infinity
    var fewestItems = Double.infinity
    for bin in shares.indices {
      let spread = meanSpread(adding: group, to: bin)
      let isTie = abs(spread - bestSpread) <= 1e-8 + 1e-5 * bestSpread && bestSpread.isFinite
      if spread < bestSpread || (isTie && itemCounts[bin] < fewestItems) {
        (best, bestSpread, fewestItems) = (bin, spread, itemCounts[bin])
      }
    }
    for (label, count) in group {
      counts[best][label] += Double(count)
      itemCounts[best] += Double(count) / shares[best]
      spreads[label] = spread(of: label, adding: 0, to: best)
    }
    return best
  }

  private func meanSpread(adding group: [Int: Int], to bin: Int) -> Double {
    var sum = 0.0
    var present = 0.0
    // Only the group's own classes change.
    for label in classTotals.indices where classTotals[label] > 0 {
      sum += group[label].map { spread(of: label, adding: Double($0), to: bin) } ?? spreads[label]
      present += 1
    }
    return sum / present
  }

  /// The standard deviation over the bins of the part of a class that each holds, by its share.
  private func spread(of label: Int, adding added: Double, to chosen: Int) -> Double {
    let parts = shares.indices.map { bin in
      (counts[bin][label] + (bin == chosen ? added : 0)) / classTotals[label] / shares[bin]
    }
    let mean = parts.reduce(0, +) / Double(parts.count)
    let squares = parts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(parts.count)).squareRoot()
  }
}
