import Foundation
import Testing

@testable import Datasets

/// What scikit-learn's splitters made of labels and groups, written by `Fixtures/make_splitters.py`.
struct SplitterFixture: Decodable {
  struct LabelCase: Decodable {
    struct Holdout: Decodable {
      let fraction: Double
      /// `[classes]`, of the tested items; of `StratifiedShuffleSplit`.
      let classCounts: [Int]
    }

    let labels: [Int]
    let folds: Int
    /// `[folds][classes]`, of the tested items; of `StratifiedKFold`.
    let classCounts: [[Int]]
    let holdouts: [Holdout]
  }

  struct GroupCase: Decodable {
    let labels: [Int]
    let groups: [Int]
    let folds: Int
    /// `[draws][folds][classes]`, of the tested items; of `StratifiedGroupKFold`, shuffled differently in each draw.
    let draws: [[[Int]]]
    /// What each fold of `LeaveOneGroupOut` tests, as positions in `labels`.
    let leftOut: [[Int]]
    /// Over all these splits, groups with items on both sides.
    let partedGroups: Int
  }

  let labelCases: [LabelCase]
  let groupCases: [GroupCase]

  static func read() throws -> SplitterFixture {
    let url = try #require(
      Bundle.module.url(forResource: "splitters", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(SplitterFixture.self, from: Data(contentsOf: url))
  }
}

/// Labels, and groups where there are some, as a data set.
struct LabelledItems {
  let dataset: Dataset
  private let positions: [Int]

  init(_ labels: [Int], groups: [Int]? = nil) {
    let classCount = (labels.max() ?? -1) + 1
    let paths = labels.enumerated().map { "\($1)/\($0).jpg" }
    dataset = Dataset(
      root: "/r", classes: (0..<classCount).map { "class\($0)" },
      items: labels.indices.map { index in
        Item(
          path: "/r/" + paths[index], relativePath: paths[index], label: labels[index],
          group: groups.map { "g\($0[index])" })
      })
    let indexes = Dictionary(uniqueKeysWithValues: paths.enumerated().map { ($1, $0) })
    // The data set has an order of its own.
    positions = dataset.items.map { indexes[$0.relativePath] ?? -1 }
  }

  /// Where items of the data set stand among the labels.
  func labelPositions(_ items: [Int]) -> [Int] { items.map { positions[$0] } }

  /// `[folds][classes]`, of the items that each fold tests.
  func classCounts(_ assignment: FoldAssignment) -> [[Int]] {
    (0..<assignment.foldCount).map { fold in
      assignment.test(fold).reduce(into: [Int](repeating: 0, count: dataset.classes.count)) {
        $0[dataset.items[$1].label] += 1
      }
    }
  }

  /// Groups that a fold tests and trains on, over all folds.
  func partedGroups(_ assignment: FoldAssignment) -> Int {
    (0..<assignment.foldCount).reduce(0) { sum, fold in
      sum + SplitFixtures.torn(dataset, assignment.test(fold), assignment.training(fold)).count
    }
  }
}
