import Files
import Tensors

@testable import Training

/// A folder of checkpoints, as long as the test that made it, and checkpoints of known bits.
final class CheckpointFixture {
  /// What a run remembers besides its tensors.
  struct State: Codable, Equatable {
    var rate: Double
    var words: [String]
  }

  private let cache: FeatureCacheFixture
  var path: String { cache.folder }

  init() throws {
    cache = try FeatureCacheFixture()
  }

  func folder(keeping count: Int = 1) -> CheckpointFolder {
    CheckpointFolder(path: path, keptCount: count)
  }

  func file(_ name: String) -> String { path + "/" + name }

  var names: [String] {
    get throws { try FolderEntry.entries(of: path).map(\.name) }
  }

  static func checkpoint(epochs: Int, batches: Int = 0) throws -> Checkpoint {
    try Checkpoint(
      position: CheckpointPosition(epochs: epochs, batches: batches),
      tensors: [
        "weight": Tensor((0..<60).map { Float($0 + epochs) * 0.1 }, shape: [5, 12]),
        "optimizer/0/weight": Tensor((0..<60).map { -Float($0) }, shape: [5, 12]),
        "seen": Tensor(zeros: [3], elementType: .int64),
      ],
      state: State(rate: 0.1 / Double(epochs + 1), words: ["\"quoted\"", "é\n"]))
  }
}
