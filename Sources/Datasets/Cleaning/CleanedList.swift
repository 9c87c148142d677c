/// What is left of a data set to train on when what is broken, repeated or contradictory is out, with the groups that
/// a split must not part.
public struct CleanedList: Sendable, Equatable {
  /// Why an item is not in the list.
  public enum Reason: String, Codable, Sendable, CaseIterable {
    /// It cannot be read.
    case unreadable
    /// The same bytes are there with the same label; the first is in the list.
    case repeated
    /// The same bytes are there with another label: nobody knows which is right.
    case conflicting
    /// It is in the folder `test`, which stays for the end: a list cannot say so.
    case test
    /// It is a copy of a picture in the folder `test`, which would no longer be unseen.
    case copyOfTest
  }

  /// Positions of the items in the list, ascending.
  public let kept: [Int]
  /// The others, ascending.
  public let leftOut: [(position: Int, reason: Reason)]
  private let dataset: Dataset
  /// `[items]`, the name of each item's group; `nil` for one that stands alone.
  private let groups: [String?]

  /// - Parameters:
  ///   - unreadable: Positions of the items that cannot be read.
  ///   - exact: Items of the same bytes: groups of positions.
  ///   - near: Items that are copies of each other otherwise.
  public init(of dataset: Dataset, unreadable: Set<Int>, exact: [[Int]], near: [[Int]]) {
    let items = dataset.items
    let groups = ItemGroups(of: items, linked: exact + near)
    var reasons: [Int: Reason] = [:]
    for copies in exact {
      if Set(copies.map { items[$0].label }).count > 1 {
        for position in copies { reasons[position] = .conflicting }
      } else {
        for position in copies.dropFirst() { reasons[position] = .repeated }
      }
    }
    let test = Set(dataset.splits?.test ?? [])
    for copies in exact + near where copies.contains(where: test.contains) {
      for position in copies { reasons[position] = .copyOfTest }
    }
    for position in test { reasons[position] = .test }
    for position in unreadable { reasons[position] = .unreadable }
    self.dataset = dataset
    self.groups = Self.names(of: groups, items: items)
    kept = items.indices.filter { reasons[$0] == nil }
    leftOut = items.indices.compactMap { position in
      reasons[position].map { (position, $0) }
    }
  }

  public static func == (left: CleanedList, right: CleanedList) -> Bool {
    left.kept == right.kept && left.groups == right.groups && left.dataset == right.dataset
      && left.leftOut.elementsEqual(right.leftOut) { $0 == $1 }
  }

  /// The list as a CSV with the columns `path`, `label`, `group` and, where the data has any, `weight`.
  /// - Parameter path: Of an item, as the CSV's reader will find it.
  public func csv(path: (Item) -> String) -> String {
    let hasWeights = kept.contains { dataset.items[$0].weight != 1 }
    return CSVFile.text(
      header: ["path", "label", "group"] + (hasWeights ? ["weight"] : []),
      rows: kept.map { position in
        let item = dataset.items[position]
        return [path(item), dataset.classes[item.label], groups[position] ?? ""]
          + (hasWeights ? ["\(item.weight)"] : [])
      })
  }

  /// The first name that a group's items have, in byte order; where they have none, the path of the first.
  private static func names(of groups: ItemGroups, items: [Item]) -> [String?] {
    var members = [[Int]](repeating: [], count: groups.count)
    for (position, group) in groups.indexes.enumerated() { members[group].append(position) }
    let names = members.map { positions -> String? in
      let own = positions.compactMap { items[$0].group }.min(by: ByteOrder.precedes)
      return own ?? (positions.count > 1 ? items[positions[0]].relativePath : nil)
    }
    return groups.indexes.map { names[$0] }
  }
}
