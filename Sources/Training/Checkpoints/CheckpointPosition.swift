/// How far a run has come.
public struct CheckpointPosition: Codable, Hashable, Sendable, Comparable {
  /// Epochs that are finished.
  public let epochs: Int
  /// Batches that are finished of the epoch after them.
  public let batches: Int

  /// - Precondition: Neither is negative.
  public init(epochs: Int, batches: Int = 0) {
    precondition(epochs >= 0 && batches >= 0, "a run cannot have come less far than its start")
    self.epochs = epochs
    self.batches = batches
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.epochs, left.batches) < (right.epochs, right.batches)
  }

  /// `epoch-3`, or `epoch-3-batch-17` inside the fourth epoch.
  var name: String { "epoch-\(epochs)" + (batches > 0 ? "-batch-\(batches)" : "") }

  /// What ``name`` gives, read back; `nil` for any other name.
  init?(name: some StringProtocol) {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 4, parts[0] == "epoch", let epochs = Int(parts[1]),
      epochs >= 0
    else { return nil }
    let batches = parts.count == 4 ? Int(parts[3]) : 0
    guard let batches, batches >= 0 else { return nil }
    self.init(epochs: epochs, batches: batches)
    guard self.name == name else { return nil }
  }
}
