/// Which fold each item is tested in.
public struct FoldAssignment: Sendable, Equatable {
  public let foldCount: Int
  /// Positions in ``Dataset/items``.
  public let positions: [Int]
  /// The fold of each of ``positions``, in `0..<foldCount`.
  public let folds: [Int]

  /// The positions that are tested in a fold.
  public func test(_ fold: Int) -> [Int] {
    zip(positions, folds).filter { $0.1 == fold }.map(\.0)
  }

  /// The positions that a fold trains on: all others.
  public func training(_ fold: Int) -> [Int] {
    zip(positions, folds).filter { $0.1 != fold }.map(\.0)
  }

  public static let csvHeader = ["path", "repeat", "fold"]

  /// The rows of `folds.csv` below ``csvHeader``: relative path, repeat and fold, counted from 1 as
  /// in `predictions.csv` and the report.
  /// - Parameter number: The repeat, counted from 0.
  public func csvRows(of dataset: Dataset, repeat number: Int) -> [[String]] {
    zip(positions, folds).map { position, fold in
      [dataset.items[position].relativePath, "\(number + 1)", "\(fold + 1)"]
    }
  }
}
