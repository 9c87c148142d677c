/// Several divisions into what is trained on and what is tested, each drawn anew.
///
/// Each repeat is a single fold of ``StratifiedSplit``: stratified, no group parted. Unlike in cross-validation an item
/// may be tested in several repeats or in none.
public struct RepeatedHoldout: Sendable {
  /// What is tested, in `(0, 1)`.
  public let fraction: Double
  /// 1 or more.
  public let repeatCount: Int
  public let seed: UInt64

  private let split: StratifiedSplit

  /// - Throws: ``DatasetError/badFraction(_:)``, ``DatasetError/badFoldCount(folds:repeats:)``.
  public init(
    fraction: Double, repeatCount: Int = 1, seed: UInt64 = 0
  ) throws(DatasetError) {
    guard repeatCount >= 1 else { throw .badFoldCount(folds: 1, repeats: repeatCount) }
    split = try StratifiedSplit(fraction: fraction, seed: seed)
    self.fraction = fraction
    self.repeatCount = repeatCount
    self.seed = seed
  }

  /// - Parameters:
  ///   - positions: Into ``Dataset/items``; all of them by default.
  ///   - groups: Of the data set's items; by their ``Item/group`` by default.
  /// - Throws: What ``StratifiedSplit/split(_:among:groups:use:)`` throws.
  public func assignments(
    of dataset: Dataset, among positions: [Int]? = nil, groups: ItemGroups? = nil
  ) throws(DatasetError) -> [FoldAssignment] {
    let positions = positions ?? Array(dataset.items.indices)
    var assignments: [FoldAssignment] = []
    for number in 0..<repeatCount {
      let sides = try split.split(
        dataset, among: positions, groups: groups, use: .holdout(repeat: number))
      let tested = Set(sides.heldOut)
      assignments.append(
        FoldAssignment(
          foldCount: 1, positions: positions,
          folds: positions.map { tested.contains($0) ? 0 : nil }))
    }
    return assignments
  }
}
