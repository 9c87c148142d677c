/// Growing parts of some items, each inside the next, in which every class has its share and no group is parted.
///
/// Groups, in a random order of their own, join a share as long as they bring it nearer to the wanted number of each
/// class; without groups that is the number rounded. The parts follow from the items' identifiers, the seed and the
/// use, never from the order of the files.
public struct NestedShares: Sendable, Equatable {
  /// Ascending, in `(0, 1)`.
  public let fractions: [Double]
  public let seed: UInt64

  /// - Throws: ``DatasetError/badFraction(_:)``, also for one that is not above the one before.
  public init(fractions: [Double], seed: UInt64) throws(DatasetError) {
    var last = 0.0
    for fraction in fractions {
      guard fraction > last, fraction < 1 else { throw .badFraction(fraction) }
      last = fraction
    }
    self.fractions = fractions
    self.seed = seed
  }

  /// - Parameters:
  ///   - positions: Into ``Dataset/items``.
  ///   - groups: Of the data set's items; by their ``Item/group`` by default.
  /// - Returns: One list of positions for each fraction, ascending. A class of few items may be missing in it.
  public func shares(
    of dataset: Dataset, among positions: [Int], groups: ItemGroups? = nil, use: SplitUse
  ) -> [[Int]] {
    let candidates = SplitCandidates(
      items: dataset.items, among: positions, groups: groups ?? ItemGroups(of: dataset.items),
      use: use, seed: seed)
    var counts = [Int](repeating: 0, count: candidates.classes.count)
    var rest = candidates.groups
    var share: [Int] = []
    return fractions.map { fraction in
      var left: [SplitCandidates.Group] = []
      for group in rest {
        let change = group.classCounts.reduce(0.0) { change, entry in
          let missing =
            fraction * Double(candidates.classes[entry.key].count)
            - Double(counts[entry.key])
          return change + abs(missing - Double(entry.value)) - abs(missing)
        }
        guard change < 0 else {
          left.append(group)
          continue
        }
        share += group.positions
        for (label, count) in group.classCounts { counts[label] += count }
      }
      rest = left
      return share.sorted()
    }
  }
}
