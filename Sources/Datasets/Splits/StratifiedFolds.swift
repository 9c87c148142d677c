/// Cross-validation folds in which every class has its share and no group is parted.
///
/// Without groups, the folds' sizes differ by at most one, in all and for each class, as in
/// scikit-learn's `StratifiedKFold`; an item that disappears moves at most `foldCount − 1` others of
/// each class. With groups they are as even as a greedy rule makes them, that of
/// `StratifiedGroupKFold`. The folds follow from the items' identifiers and the seed, never from the
/// order of the files.
public struct StratifiedFolds: Codable, Sendable, Equatable {
  /// 2 or more.
  public let foldCount: Int
  /// 1 or more.
  public let repeatCount: Int
  public let seed: UInt64

  /// - Throws: ``DatasetError/badFoldCount(folds:repeats:)``.
  public init(foldCount: Int = 5, repeatCount: Int = 1, seed: UInt64 = 0) throws(DatasetError) {
    guard foldCount >= 2, repeatCount >= 1 else {
      throw .badFoldCount(folds: foldCount, repeats: repeatCount)
    }
    self.foldCount = foldCount
    self.repeatCount = repeatCount
    self.seed = seed
  }

  /// One assignment for each repeat, each of all items or of those among `positions`.
  /// - Parameters:
  ///   - positions: Into ``Dataset/items``; all of them by default.
  ///   - groups: Of the data set's items; by their ``Item/group`` by default.
  /// - Throws: See ``assignment(of:among:groups:use:)``.
  public func assignments(
    of dataset: Dataset, among positions: [Int]? = nil, groups: ItemGroups? = nil
  ) throws(DatasetError) -> [FoldAssignment] {
    var assignments: [FoldAssignment] = []
    for number in 0..<repeatCount {
      assignments.append(
        try assignment(of: dataset, among: positions, groups: groups, use: .folds(repeat: number)))
    }
    return assignments
  }

  /// One assignment, drawn for `use`.
  /// - Throws: ``DatasetError/tooFewItems(class:found:needed:)`` or
  ///   ``DatasetError/tooFewGroups(class:found:needed:)`` if a class has fewer items or groups than
  ///   there are folds, ``DatasetError/splitLeavesNothing(class:)`` if groups are so uneven that a
  ///   fold would be empty or a class would have nothing to train on.
  public func assignment(
    of dataset: Dataset, among positions: [Int]? = nil, groups: ItemGroups? = nil, use: SplitUse
  ) throws(DatasetError) -> FoldAssignment {
    let positions = positions ?? Array(dataset.items.indices)
    let candidates = SplitCandidates(
      items: dataset.items, among: positions, groups: groups ?? ItemGroups(of: dataset.items),
      use: use, seed: seed)
    try candidates.requireEachClass(has: foldCount, names: dataset.classes)
    let folds = candidates.isUngrouped ? dealt(candidates) : grouped(candidates)
    let assignment = FoldAssignment(
      foldCount: foldCount, positions: positions, folds: positions.map { folds[$0] ?? 0 })
    try assignment.check(dataset)
    return assignment
  }

  /// Each class in blocks. How many of a class a fold gets follows from dealing the items, sorted by
  /// class, one to each fold in turn: that is what keeps the total even too.
  private func dealt(_ candidates: SplitCandidates) -> [Int: Int] {
    var folds: [Int: Int] = [:]
    var start = 0
    for members in candidates.classes {
      var next = 0
      for fold in 0..<foldCount {
        let first = (fold - start % foldCount + foldCount) % foldCount
        let size = members.count > first ? (members.count - first - 1) / foldCount + 1 : 0
        for position in members[next..<next + size] { folds[position] = fold }
        next += size
      }
      start += members.count
    }
    return folds
  }

  private func grouped(_ candidates: SplitCandidates) -> [Int: Int] {
    let bins = GreedyGroupAssignment.bins(
      ofGroups: candidates.groups.map(\.classCounts), classCount: candidates.classes.count,
      shares: [Double](repeating: 1, count: foldCount))
    var folds: [Int: Int] = [:]
    for (group, bin) in zip(candidates.groups, bins) {
      for position in group.positions { folds[position] = bin }
    }
    return folds
  }
}
