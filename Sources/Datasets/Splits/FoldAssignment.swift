/// Which fold each item is tested in.
public struct FoldAssignment: Sendable, Equatable {
  public let foldCount: Int
  /// Positions in ``Dataset/items``.
  public let positions: [Int]
  /// The fold of each of ``positions``, in `0..<foldCount`; `nil` for what is never tested and always trained on.
  public let folds: [Int?]

  public init(foldCount: Int, positions: [Int], folds: [Int?]) {
    precondition(positions.count == folds.count, "a fold for each position")
    self.foldCount = foldCount
    self.positions = positions
    self.folds = folds
  }

  /// The positions that are tested in a fold.
  public func test(_ fold: Int) -> [Int] {
    zip(positions, folds).filter { $0.1 == fold }.map(\.0)
  }

  /// The positions that a fold trains on: all others.
  public func training(_ fold: Int) -> [Int] {
    zip(positions, folds).filter { $0.1 != fold }.map(\.0)
  }

  /// Items that are tested over items that are trained on, summed over the folds of several assignments: what a
  /// corrected variance needs. `1 / (folds − 1)` where every item is tested once.
  public static func testToTrainRatio(_ assignments: [FoldAssignment]) -> Double {
    var tested = 0
    var trained = 0
    for assignment in assignments {
      let count = assignment.folds.count { $0 != nil }
      tested += count
      trained += assignment.foldCount * assignment.positions.count - count
    }
    return Double(tested) / Double(max(trained, 1))
  }

  public static let csvHeader = ["path", "repeat", "fold"]

  /// The rows of `folds.csv` below ``csvHeader``: relative path, repeat and fold, counted from 1 as
  /// in `predictions.csv` and the report; an empty fold for what is never tested.
  /// - Parameter number: The repeat, counted from 0.
  public func csvRows(of dataset: Dataset, repeat number: Int) -> [[String]] {
    zip(positions, folds).map { position, fold in
      [dataset.items[position].relativePath, "\(number + 1)", fold.map { "\($0 + 1)" } ?? ""]
    }
  }

  /// - Throws: ``DatasetError/splitLeavesNothing(class:)`` if a fold is empty, or a class has nothing to train on in
  ///   one of them.
  func check(_ dataset: Dataset) throws(DatasetError) {
    var total = [Int](repeating: 0, count: dataset.classes.count)
    var inFold = [[Int]](repeating: total, count: foldCount)
    for (position, fold) in zip(positions, folds) {
      total[dataset.items[position].label] += 1
      if let fold { inFold[fold][dataset.items[position].label] += 1 }
    }
    for counts in inFold {
      for label in total.indices where total[label] > 0 && counts[label] == total[label] {
        throw .splitLeavesNothing(class: dataset.classes[label])
      }
      if counts.allSatisfy({ $0 == 0 }) {
        let largest = total.indices.max { total[$0] < total[$1] } ?? 0
        throw .splitLeavesNothing(class: dataset.classes[largest])
      }
    }
  }
}
