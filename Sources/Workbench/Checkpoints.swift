import Tensors
import Training
import WeightFiles

/// The last and the best head of a run, each file whole or not at all.
struct Checkpoints {
  let folder: String

  /// Saves an epoch's head as `last`, and as `best` if no earlier one was better.
  func save(
    _ record: EpochRecord, isBest: Bool, parameters: () throws -> [String: Tensor]
  ) throws {
    let tensors = try parameters()
    let metadata = ["epoch": "\(record.epoch)"]
    try Safetensors.write(tensors, to: folder + "/last.safetensors", metadata: metadata)
    if isBest {
      try Safetensors.write(tensors, to: folder + "/best.safetensors", metadata: metadata)
    }
  }
}
