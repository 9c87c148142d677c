/// Setting aside a part of the items in which every class has its share and no group is parted.
///
/// Every class that occurs has at least one item on both sides. Without groups, each class gives
/// `fraction` of its items, rounded up or down so that the total is `fraction` of all, rounded; with
/// groups, as near to it as a greedy rule comes. The split follows from the items' identifiers, the
/// seed and the use, never from the order of the files.
public struct StratifiedSplit: Codable, Sendable, Equatable {
  /// What is set aside, in `(0, 1)`.
  public let fraction: Double
  public let seed: UInt64

  /// - Throws: ``DatasetError/badFraction(_:)``.
  public init(fraction: Double = 0.2, seed: UInt64 = 0) throws(DatasetError) {
    guard fraction > 0, fraction < 1 else { throw .badFraction(fraction) }
    self.fraction = fraction
    self.seed = seed
  }

  /// - Parameters:
  ///   - positions: Into ``Dataset/items``; all of them by default.
  ///   - groups: Of the data set's items; by their ``Item/group`` by default.
  /// - Returns: Positions, ascending.
  /// - Throws: ``DatasetError/tooFewItems(class:found:needed:)`` or
  ///   ``DatasetError/tooFewGroups(class:found:needed:)`` if a class has less than two items or
  ///   groups, ``DatasetError/splitLeavesNothing(class:)`` if groups tie classes together so that
  ///   one of them would be missing on a side.
  public func split(
    _ dataset: Dataset, among positions: [Int]? = nil, groups: ItemGroups? = nil, use: SplitUse
  ) throws(DatasetError) -> HoldoutIndices {
    let candidates = SplitCandidates(
      items: dataset.items, among: positions ?? Array(dataset.items.indices),
      groups: groups ?? ItemGroups(of: dataset.items), use: use, seed: seed)
    try candidates.requireEachClass(has: 2, names: dataset.classes)
    if candidates.isUngrouped { return dealt(candidates) }
    var sides = GroupSides(groups: candidates.groups, fraction: fraction)
    if let label = sides.fillMissingClasses() {
      throw .splitLeavesNothing(class: dataset.classes[label])
    }
    return HoldoutIndices(
      kept: sides.positions(heldOut: false), heldOut: sides.positions(heldOut: true))
  }

  private func dealt(_ candidates: SplitCandidates) -> HoldoutIndices {
    let sizes = heldOutCounts(candidates.classes.map(\.count))
    let heldOut = zip(candidates.classes, sizes).flatMap { $0.prefix($1) }
    let kept = zip(candidates.classes, sizes).flatMap { $0.dropFirst($1) }
    return HoldoutIndices(kept: kept.sorted(), heldOut: heldOut.sorted())
  }

  /// The largest remainders are rounded up, of equal ones those of the first classes.
  private func heldOutCounts(_ counts: [Int]) -> [Int] {
    let exact = counts.map { fraction * Double($0) }
    var sizes = exact.map { Int($0) }
    let total = Int((fraction * Double(counts.reduce(0, +))).rounded())
    let byRemainder = counts.indices.sorted { first, second in
      let remainders = [first, second].map { exact[$0] - Double(sizes[$0]) }
      return remainders[0] != remainders[1] ? remainders[0] > remainders[1] : first < second
    }
    let missing = max(0, total - sizes.reduce(0, +))
    for label in byRemainder.prefix(missing) { sizes[label] += 1 }
    return zip(sizes, counts).map { size, count in
      count == 0 ? 0 : min(max(size, 1), count - 1)
    }
  }
}
