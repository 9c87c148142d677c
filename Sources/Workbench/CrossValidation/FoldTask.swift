import Datasets
import Training

/// One fold of one repeat: what is trained on, what chooses the epoch, what is judged.
struct FoldTask: Sendable {
  /// Both count from 0.
  let number: Int
  let fold: Int
  let training: [Int]
  let choosing: [Int]
  let test: [Int]
  /// Of its training part, in percent; `nil` for all of it.
  var sharePercent: Int?

  /// What a fold may see: everything but what it is judged on.
  var seen: [Int] { training + choosing }

  /// For names of files: repeat and fold, counted from 1, and the share.
  var name: String {
    "\(number + 1)-\(fold + 1)" + (sharePercent.map { "-share-\($0)" } ?? "")
  }

  /// For people: repeat and fold, counted from 1, and the share.
  var words: String {
    "repeat \(number + 1) fold \(fold + 1)" + (sharePercent.map { ", \($0) %" } ?? "")
  }

  /// - Parameter training: Where it follows a validation part, each fold sets aside a stratified tenth of what it may
  ///   see.
  /// - Throws: `DatasetError`.
  static func tasks(
    of assignments: [FoldAssignment], _ dataset: Dataset, groups: ItemGroups,
    _ training: TrainingConfiguration
  ) throws -> [FoldTask] {
    let choosing = try StratifiedSplit(fraction: 0.1, seed: training.seed)
    return try assignments.enumerated().flatMap { number, assignment in
      try (0..<assignment.foldCount).map { fold in
        var seen = assignment.training(fold)
        var chosen: [Int] = []
        if training.flagThatNeedsValidation != nil {
          let split = try choosing.split(
            dataset, among: seen, groups: groups, use: .choosing(repeat: number, fold: fold))
          (seen, chosen) = (split.kept, split.heldOut)
        }
        return FoldTask(
          number: number, fold: fold, training: seen, choosing: chosen,
          test: assignment.test(fold))
      }
    }
  }
}
