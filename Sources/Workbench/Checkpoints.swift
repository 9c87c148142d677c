import Glibc
import Tensors
import Training

/// The heads that a run saves after its epochs, and what is said of them when it ends early.
struct Checkpoints {
  let folder: CheckpointFolder

  /// Saves an epoch's head as `last`, and as `best` if no earlier one was better.
  func save(
    _ record: EpochRecord, isBest: Bool, parameters: () throws -> [String: Tensor]
  ) throws {
    try folder.save(
      Checkpoint(
        position: CheckpointPosition(epochs: record.epoch), tensors: parameters(), state: record),
      isBest: isBest)
  }

  /// Adds where the last checkpoint is to an error that ends a training early.
  func locating(_ error: any Error) -> any Error {
    let failure = Failure(error)
    guard failure.code == .interrupted || failure.code == .diverged else { return error }
    let place =
      access(folder.last, F_OK) == 0
      ? "the head of the last good epoch is \(folder.last)"
      : "no epoch was finished, so there is no checkpoint"
    return Failure(failure.code, "\(failure.message); \(place)")
  }
}
