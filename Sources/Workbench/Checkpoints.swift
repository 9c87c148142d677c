import Glibc
import Training

/// The checkpoints of a run, and what is said of them when it ends early.
struct Checkpoints {
  let folder: CheckpointFolder
  /// The run's folder.
  let run: String
  /// Whose run it is.
  let command: RunConfiguration.Command

  /// Where an interrupted run stood; `nil` if it had not come to a checkpoint.
  /// - Throws: ``CheckpointError`` if there are some and none is intact.
  func resumption(_ reporter: any Reporter) throws -> FitResumption? {
    let (last, path): (Checkpoint, String)
    do { (last, path) = try folder.load { reporter.warn($0) } } catch let error as CheckpointError {
      if case .noneIntact(_, problems: []) = error { return nil }
      throw error
    }
    let resumption = try FitResumption(last: last, best: try? folder.loadBest(), path: path)
    if resumption.lacksBest {
      reporter.warn(
        "\(folder.best) is missing or damaged: if no later epoch is better, the last one is kept")
    }
    return resumption
  }

  /// Adds where the last checkpoint is, and the command that goes on from it, to an error that ends a training
  /// early.
  func locating(_ error: any Error) -> any Error {
    if error is Failure { return error }
    let failure = Failure(error)
    guard failure.code == .interrupted || failure.code == .diverged else { return error }
    guard access(folder.last, F_OK) == 0 else {
      return Failure(
        failure.code, "\(failure.message); no epoch was finished, so there is no checkpoint")
    }
    let advice =
      failure.code == .interrupted
      ? "; go on with: \(Self.commandToGoOn(command, run))" : ", the last good one"
    return Failure(failure.code, "\(failure.message); the checkpoint is \(folder.last)\(advice)")
  }

  static func commandToGoOn(_ command: RunConfiguration.Command, _ run: String) -> String {
    "graft \(command.rawValue) --resume \(shellWord(run))"
  }

  /// As a shell takes it for one word.
  private static func shellWord(_ text: String) -> String {
    let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "/._-+=:,@%".contains($0) }
    return isPlain ? text : "'" + text.replacing("'", with: #"'\''"#) + "'"
  }
}
