/// Which items must stay on one side of every split.
public struct ItemGroups: Sendable, Equatable {
  /// `[items]`, the number of each item's group, in `0..<count`.
  public let indexes: [Int]
  public let count: Int

  /// Items with the same ``Item/group`` are together; items without one stand alone.
  /// - Parameter linked: Positions in `items` that belong together besides, for example
  ///   near-duplicates; links join whole groups.
  public init(of items: [Item], linked: [[Int]] = []) {
    var sets = DisjointSets(count: items.count)
    var firstOfGroup: [String: Int] = [:]
    for (position, item) in items.enumerated() {
      guard let group = item.group else { continue }
      if let first = firstOfGroup[group] {
        sets.join(first, position)
      } else {
        firstOfGroup[group] = position
      }
    }
    for positions in linked {
      for (first, second) in zip(positions, positions.dropFirst()) { sets.join(first, second) }
    }
    var numbers: [Int: Int] = [:]
    var indexes: [Int] = []
    for position in items.indices {
      let root = sets.first(of: position)
      let number = numbers[root] ?? numbers.count
      numbers[root] = number
      indexes.append(number)
    }
    self.indexes = indexes
    count = numbers.count
  }
}
