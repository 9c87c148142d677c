import Glibc
import Tensors
import Training
import WeightFiles

/// The last and the best head of a run, each file whole or not at all.
struct Checkpoints {
  let folder: String
  private var last: String { folder + "/last.safetensors" }

  /// Saves an epoch's head as `last`, and as `best` if no earlier one was better.
  func save(
    _ record: EpochRecord, isBest: Bool, parameters: () throws -> [String: Tensor]
  ) throws {
    let tensors = try parameters()
    let metadata = ["epoch": "\(record.epoch)"]
    try Safetensors.write(tensors, to: last, metadata: metadata)
    if isBest {
      try Safetensors.write(tensors, to: folder + "/best.safetensors", metadata: metadata)
    }
  }

  /// Adds where the last checkpoint is to an error that ends a training early.
  func locating(_ error: any Error) -> any Error {
    let failure = Failure(error)
    guard failure.code == .interrupted || failure.code == .diverged else { return error }
    let place =
      access(last, F_OK) == 0
      ? "the head of the last good epoch is \(last)"
      : "no epoch was finished, so there is no checkpoint"
    return Failure(failure.code, "\(failure.message); \(place)")
  }
}
