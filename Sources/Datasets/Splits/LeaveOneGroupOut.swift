/// One fold for each group: everything is trained on but one group, which is tested.
///
/// It answers what to expect of a group that training has never seen (a patient, a camera, a site). Nothing is drawn
/// and nothing is stratified: a fold has the classes that its group has.
public struct LeaveOneGroupOut: Sendable {
  /// Fewer leave nothing to train on, more are groups by mistake.
  public static let groupCounts = 2...1000

  public init() {}

  /// - Parameters:
  ///   - positions: Into ``Dataset/items``; all of them by default.
  ///   - groups: Of the data set's items, which may join groups; by their ``Item/group`` by default.
  /// - Returns: Folds in the order in which their groups occur.
  /// - Throws: ``DatasetError/itemWithoutGroup(path:)``, ``DatasetError/badGroupCount(_:allowed:)``,
  ///   ``DatasetError/splitLeavesNothing(class:)`` if a class is in one group alone.
  public func assignment(
    of dataset: Dataset, among positions: [Int]? = nil, groups: ItemGroups? = nil
  ) throws(DatasetError) -> FoldAssignment {
    let positions = positions ?? Array(dataset.items.indices)
    if let alone = positions.first(where: { dataset.items[$0].group == nil }) {
      throw .itemWithoutGroup(path: dataset.items[alone].relativePath)
    }
    let groups = groups ?? ItemGroups(of: dataset.items)
    var folds: [Int: Int] = [:]
    for position in positions where folds[groups.indexes[position]] == nil {
      folds[groups.indexes[position]] = folds.count
    }
    guard Self.groupCounts.contains(folds.count) else {
      throw .badGroupCount(folds.count, allowed: Self.groupCounts)
    }
    let assignment = FoldAssignment(
      foldCount: folds.count, positions: positions,
      folds: positions.map { folds[groups.indexes[$0]] })
    try assignment.check(dataset)
    return assignment
  }
}
