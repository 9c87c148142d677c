import Files
import Foundation
import Training

/// What a cross-validation through the backbone has come to, kept until its end, so that it can go on: every finished
/// fold, and a checkpoint of the one under way.
struct FoldProgress: Sendable {
  private struct Kept: Codable {
    let epoch: Int
    let probabilities: [Float]
    let choice: NestedChoice?
    /// `nil` in what was kept before mistakes were explained.
    let mistakes: [ExplainedMistake]?
    /// `nil` in what was kept before epochs were.
    let epochs: [EpochRecord]?
  }

  private let folder: RunFolder
  private let reporter: any Reporter

  init(in folder: RunFolder, reporter: any Reporter) {
    self.folder = folder
    self.reporter = reporter
  }

  private var path: String { folder.file("checkpoints") }
  private func file(_ task: FoldTask) -> String { "\(path)/fold-\(task.name).json" }

  /// - Returns: `nil` if the fold was not finished, or what was kept of it is damaged.
  func outcome(of task: FoldTask, _ session: Session) -> FoldOutcome? {
    guard access(file(task), F_OK) == 0 else { return nil }
    do {
      let kept = try JSONDecoder().decode(
        Kept.self, from: Data(InputFile.contents(of: file(task))))
      var outcome = try FoldOutcome(
        task, session, epoch: kept.epoch, probabilities: kept.probabilities, choice: kept.choice)
      outcome.mistakes = kept.mistakes ?? []
      outcome.epochs = kept.epochs ?? []
      return outcome
    } catch {
      reporter.warn("\(file(task)) cannot be used, the fold is trained again: \(error)")
      return nil
    }
  }

  /// - Throws: `FileError`.
  func keep(_ outcome: FoldOutcome) throws {
    _ = try folder.subfolder("checkpoints")
    try JSONFile.write(
      Kept(
        epoch: outcome.epoch, probabilities: outcome.probabilities, choice: outcome.choice,
        mistakes: outcome.mistakes, epochs: outcome.epochs),
      to: file(outcome.task))
    try? FileManager.default.removeItem(atPath: checkpointFolder(of: outcome.task))
    folder.record()
  }

  /// Where the fold's fit is saved after each epoch.
  func checkpoints(of task: FoldTask) -> Checkpoints {
    Checkpoints(
      folder: CheckpointFolder(path: checkpointFolder(of: task)), run: folder.path,
      command: .crossval)
  }

  /// - Throws: ``WorkbenchError/cannotMake(path:reason:)``.
  func makeCheckpointFolder(of task: FoldTask) throws {
    _ = try folder.subfolder("checkpoints/fold-\(task.name)")
  }

  private func checkpointFolder(of task: FoldTask) -> String { "\(path)/fold-\(task.name)" }

  /// The run's own files say it all now.
  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
