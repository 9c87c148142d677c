import Datasets

/// How the pictures of a cross-validation are divided into what is trained on and what is judged.
struct Division {
  private enum Way {
    case folds(StratifiedFolds)
    case holdout(RepeatedHoldout)
    case oneGroupOut
    case given(GivenFolds)
  }

  private let way: Way

  /// - Throws: `DatasetError`, also for given folds that cannot be read.
  init(_ resampling: RunConfiguration.Resampling, seed: UInt64) throws {
    if let path = resampling.foldsFile {
      way = .given(try GivenFolds(reading: path))
    } else if resampling.leavesOneGroupOut == true {
      way = .oneGroupOut
    } else if let fraction = resampling.holdoutFraction {
      way = .holdout(
        try RepeatedHoldout(
          fraction: fraction, repeatCount: resampling.repeats, seed: seed))
    } else {
      way = .folds(
        try StratifiedFolds(
          foldCount: resampling.folds, repeatCount: resampling.repeats, seed: seed))
    }
  }

  /// Whether it depends on groups which picture goes where.
  var followsGroups: Bool {
    switch way {
    case .folds, .holdout, .oneGroupOut: true
    case .given: false
    }
  }

  /// One assignment for each repeat.
  /// - Parameter groups: Of the data set's items; by default those that the data declares.
  /// - Throws: `DatasetError`.
  func assignments(
    of dataset: Dataset, among items: [Int], groups: ItemGroups? = nil
  ) throws(DatasetError) -> [FoldAssignment] {
    switch way {
    case .folds(let folds): try folds.assignments(of: dataset, among: items, groups: groups)
    case .holdout(let holdout): try holdout.assignments(of: dataset, among: items, groups: groups)
    case .oneGroupOut:
      [try LeaveOneGroupOut().assignment(of: dataset, among: items, groups: groups)]
    case .given(let given): try given.assignments(of: dataset, among: items)
    }
  }

  /// Whether the data can be divided, before it is known which of its pictures can be read.
  /// - Throws: `DatasetError`.
  func check(_ dataset: Dataset, among items: [Int]) throws(DatasetError) -> [FoldAssignment] {
    do { return try assignments(of: dataset, among: items) } catch .foldMissing {
      // Given folds need not have what cannot be read.
      return []
    }
  }
}
