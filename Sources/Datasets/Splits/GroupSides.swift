/// Groups on two sides: held out or kept.
struct GroupSides {
  private let groups: [SplitCandidates.Group]
  private var isHeldOut: [Bool]

  init(groups: [SplitCandidates.Group], fraction: Double) {
    self.groups = groups
    let classCount = 1 + (groups.flatMap { $0.classCounts.keys }.max() ?? -1)
    isHeldOut = GreedyGroupAssignment.bins(
      ofGroups: groups.map(\.classCounts), classCount: classCount,
      shares: [fraction, 1 - fraction]
    ).map { $0 == 0 }
  }

  func positions(heldOut: Bool) -> [Int] {
    zip(groups, isHeldOut).filter { $0.1 == heldOut }.flatMap(\.0.positions).sorted()
  }

  /// Where a class has few groups, the best share may be none. Moves the smallest group that brings
  /// it and takes no class away from the other side.
  /// - Returns: A class for which there is no such group; `nil` if both sides hold every class.
  mutating func fillMissingClasses() -> Int? {
    let classes = Set(groups.flatMap { $0.classCounts.keys }).sorted()
    for side in [true, false] {
      var counts = groupCounts(on: side)
      for label in classes where counts[label] == nil {
        let others = groupCounts(on: !side)
        let movable = groups.indices.filter { index in
          let labels = groups[index].classCounts.keys
          return isHeldOut[index] != side && labels.contains(label)
            && labels.allSatisfy { others[$0, default: 0] > 1 }
        }
        let smallest = movable.min { first, second in
          let sizes = [first, second].map { groups[$0].positions.count }
          return sizes[0] != sizes[1] ? sizes[0] < sizes[1] : first < second
        }
        guard let smallest else { return label }
        isHeldOut[smallest] = side
        counts = groupCounts(on: side)
      }
    }
    return nil
  }

  /// How many groups of a side hold each class.
  private func groupCounts(on side: Bool) -> [Int: Int] {
    var counts: [Int: Int] = [:]
    for (index, group) in groups.enumerated() where isHeldOut[index] == side {
      for label in group.classCounts.keys { counts[label, default: 0] += 1 }
    }
    return counts
  }
}
