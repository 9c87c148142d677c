/// The items to be split, by class and by group, each list in its random order.
struct SplitCandidates {
  /// Items that stay together.
  struct Group {
    var positions: [Int] = []
    /// How many of its items each class has; classes without one are not listed.
    var classCounts: [Int: Int] = [:]
  }

  /// `[classes]`, positions of each class's items.
  let classes: [[Int]]
  /// Those with an item among the candidates.
  let groups: [Group]

  /// Whether every item stands alone.
  var isUngrouped: Bool { groups.count == classes.reduce(0) { $0 + $1.count } }

  init(
    items: [Item], among positions: [Int], groups: ItemGroups, use: SplitUse, seed: UInt64
  ) {
    precondition(groups.indexes.count == items.count, "the groups are those of the items")
    // The order of the folder must not matter, and a removed item must not reorder the others: each
    // item has a key of its own, and the paths decide where two keys are equal.
    let keys = positions.map { use.key(seed: seed, identifier: items[$0].identifier) }
    let ordered = zip(keys, positions).sorted { first, second in
      if first.0 != second.0 { return first.0 < second.0 }
      return ByteOrder.precedes(items[first.1].relativePath, items[second.1].relativePath)
    }.map(\.1)
    var classes = [[Int]](repeating: [], count: 1 + (items.map(\.label).max() ?? -1))
    var gathered: [Group] = []
    var places: [Int: Int] = [:]
    for position in ordered {
      let label = items[position].label
      classes[label].append(position)
      let number = groups.indexes[position]
      let place = places[number] ?? gathered.count
      if place == gathered.count {
        gathered.append(Group())
        places[number] = place
      }
      gathered[place].positions.append(position)
      gathered[place].classCounts[label, default: 0] += 1
    }
    self.classes = classes
    self.groups = gathered
  }

  /// - Throws: ``DatasetError/tooFewItems(class:found:needed:)`` or
  ///   ``DatasetError/tooFewGroups(class:found:needed:)`` if a class that occurs has fewer than
  ///   `count` items or groups.
  func requireEachClass(has count: Int, names: [String]) throws(DatasetError) {
    var groupCounts = [Int](repeating: 0, count: classes.count)
    for group in groups {
      for label in group.classCounts.keys { groupCounts[label] += 1 }
    }
    for (label, members) in classes.enumerated() where !members.isEmpty {
      let name = names.indices.contains(label) ? names[label] : "\(label)"
      guard members.count >= count else {
        throw .tooFewItems(class: name, found: members.count, needed: count)
      }
      guard groupCounts[label] >= count else {
        throw .tooFewGroups(class: name, found: groupCounts[label], needed: count)
      }
    }
  }
}
