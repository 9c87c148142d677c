import Glibc
import Training

/// The checkpoints of a run, and what is said of them when it ends early.
struct Checkpoints {
  let folder: CheckpointFolder
  /// The run's folder.
  let run: String

  /// Where an interrupted run stood.
  /// - Throws: ``CheckpointError`` if nothing intact is there.
  func resumption(_ reporter: any Reporter) throws -> FitResumption {
    let (last, path) = try folder.load { reporter.warn($0) }
    return try FitResumption(last: last, best: try? folder.loadBest(), path: path)
  }

  /// Adds where the last checkpoint is, and the command that goes on from it, to an error that ends a training
  /// early.
  func locating(_ error: any Error) -> any Error {
    let failure = Failure(error)
    guard failure.code == .interrupted || failure.code == .diverged else { return error }
    guard access(folder.last, F_OK) == 0 else {
      return Failure(
        failure.code, "\(failure.message); no epoch was finished, so there is no checkpoint")
    }
    let advice =
      failure.code == .interrupted
      ? "; go on with: graft train --resume \(run)" : ", the last good one"
    return Failure(failure.code, "\(failure.message); the checkpoint is \(folder.last)\(advice)")
  }
}
