import Datasets
import Workers

/// Chooses head, learning rate and epoch for a fold on inner folds of its training part, so that what judges the fold
/// has no part in the choice.
///
/// - Source: Varma and Simon, "Bias in error estimation when using cross-validation for model selection", BMC
///   Bioinformatics 7, 2006.
struct NestedSearch: Sendable {
  let candidates: [Recipe]
  let innerFolds: Int
  private let counter: ProgressCounter
  private let isParallel: Bool

  private var session: Session { candidates[0].session }

  /// - Parameters:
  ///   - candidates: One or more, over the same data.
  ///   - taskCount: For how many tasks there will be something to choose.
  init(_ candidates: [Recipe], innerFolds: Int, taskCount: Int) {
    self.candidates = candidates
    self.innerFolds = innerFolds
    isParallel = candidates[0].session.configuration.trainsHeadAlone
    counter = ProgressCounter(
      total: taskCount * innerFolds * candidates.count, task: "inner folds", unit: "fits",
      reporter: candidates[0].session.reporter)
  }

  /// Whether the training parts can be divided once more.
  /// - Throws: `DatasetError`.
  static func check(
    _ assignments: [FoldAssignment], of dataset: Dataset, innerFolds: Int, seed: UInt64
  ) throws {
    let folds = try StratifiedFolds(foldCount: innerFolds, seed: seed)
    for (number, assignment) in assignments.enumerated() {
      for fold in 0..<assignment.foldCount {
        _ = try folds.assignment(
          of: dataset, among: assignment.training(fold),
          use: .innerFolds(repeat: number, fold: fold))
      }
    }
  }

  /// What is best for each of several folds.
  /// - Parameter groups: Of the data set's items.
  /// - Throws: `DatasetError`, what fitting throws, `CancellationError`.
  func choices(for tasks: [FoldTask], groups: ItemGroups) throws -> [NestedChoice] {
    let inner = try tasks.flatMap { try innerTasks(of: $0, groups: groups) }
    let count = inner.count * candidates.count
    // All inner folds of the first task, candidate by candidate, then those of the next.
    let fit = { @Sendable (index: Int, workers: Workers?) throws -> [Recipe.Score] in
      let place = index % (innerFolds * candidates.count)
      let task = index / (innerFolds * candidates.count) * innerFolds + place % innerFolds
      let scores = try candidates[place / innerFolds].scores(inner[task], workers: workers)
      counter.advance(by: 1)
      return scores
    }
    let workers = session.workers
    let scores =
      try isParallel
      ? workers.map(count, cancellation: session.cancellation) { _, index in try fit(index, nil) }
      : (0..<count).map { index in try workers.run { try fit(index, workers) } }
    return tasks.indices.map { task in
      let first = task * candidates.count
      return NestedChoice(
        among: candidates.indices.map { candidate in
          let start = (first + candidate) * innerFolds
          return Self.best(Array(scores[start..<start + innerFolds]))
        })
    }
  }

  private func innerTasks(of task: FoldTask, groups: ItemGroups) throws -> [FoldTask] {
    let assignment = try StratifiedFolds(
      foldCount: innerFolds, seed: candidates[0].settings.seed
    ).assignment(
      of: session.dataset, among: task.training, groups: groups,
      use: .innerFolds(repeat: task.number, fold: task.fold))
    return (0..<innerFolds).map { fold in
      FoldTask(
        number: task.number, fold: fold, training: assignment.training(fold), choosing: [],
        test: assignment.test(fold))
    }
  }

  /// The epoch that is best on average.
  /// - Parameter folds: `[inner folds][epochs]`, as many epochs in each.
  private static func best(_ folds: [[Recipe.Score]]) -> Recipe.Score {
    let means = (0..<(folds.map(\.count).min() ?? 0)).map { place in
      let scores = folds.map { $0[place] }
      return Recipe.Score(
        epoch: scores[0].epoch,
        accuracy: scores.reduce(0) { $0 + $1.accuracy } / Double(folds.count),
        loss: scores.reduce(0) { $0 + $1.loss } / Double(folds.count))
    }
    return means.reduce(means[0]) { $1.isBetter(than: $0) ? $1 : $0 }
  }
}

extension Recipe.Score {
  /// By accuracy, and of equal ones by the loss.
  func isBetter(than other: Recipe.Score) -> Bool {
    accuracy != other.accuracy ? accuracy > other.accuracy : loss < other.loss
  }
}
