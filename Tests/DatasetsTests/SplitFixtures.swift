import Foundation
import Testing

@testable import Datasets

/// Data sets without files: splitting reads none.
enum SplitFixtures {
  struct GroupCase: Decodable {
    let folds, classCount: Int
    let labels, groups, foldOfGroup: [Int]
  }

  /// Answers of scikit-learn, written by `Fixtures/make_fixtures.py`.
  static func groupCases() throws -> [GroupCase] {
    let url = try #require(
      Bundle.module.url(
        forResource: "group_folds", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode([GroupCase].self, from: Data(contentsOf: url))
  }

  /// As many items of each class as `counts` says; `group` names that of item number `n` of a class.
  static func dataset(
    _ counts: [Int], group: (_ label: Int, _ number: Int) -> String? = { _, _ in nil }
  ) -> Dataset {
    let items = counts.enumerated().flatMap { label, count in
      (0..<count).map { number in
        Item(
          path: "/r/\(label)/\(number).jpg", relativePath: "\(label)/\(number).jpg", label: label,
          group: group(label, number))
      }
    }
    return Dataset(root: "/r", classes: counts.indices.map { "class\($0)" }, items: items)
  }

  /// Without the items of these paths.
  static func dataset(_ dataset: Dataset, without paths: Set<String>) -> Dataset {
    Dataset(
      root: dataset.root, classes: dataset.classes,
      items: dataset.items.filter { !paths.contains($0.relativePath) })
  }

  /// Groups of a data set that lie on both sides.
  static func torn(_ dataset: Dataset, _ one: [Int], _ other: [Int]) -> Set<String> {
    let groups = [one, other].map { Set($0.compactMap { dataset.items[$0].group }) }
    return groups[0].intersection(groups[1])
  }
}
