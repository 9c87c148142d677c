import Datasets

/// Pictures that are one.
public struct DuplicateGroup: Codable, Sendable {
  /// Below the data's root, in byte order within a class.
  public let paths: [String]
  /// Of each path.
  public let labels: [String]
  /// Whether there are different labels: at least one is wrong.
  public let isConflicting: Bool
  /// The folders `train`, `val` and `test` that it spreads over; empty unless there are two or more.
  public let acrossParts: [String]

  init(_ positions: [Int], in dataset: Dataset) {
    paths = positions.map { dataset.items[$0].relativePath }
    labels = positions.map { dataset.classes[dataset.items[$0].label] }
    isConflicting = Set(labels).count > 1
    let parts: [(String, [Int])] =
      dataset.splits.map {
        [("train", $0.training), ("val", $0.validation), ("test", $0.test)]
      } ?? []
    let members = Set(positions)
    let touched = parts.filter { !members.isDisjoint(with: $0.1) }.map(\.0)
    acrossParts = touched.count > 1 ? touched : []
  }
}
