/// How a head is trained: everything but the data and the network.
public struct TrainingConfiguration: Codable, Sendable, Hashable {
  public var epochs: Int
  public var batchSize: Int
  public var optimizer: OptimizerConfiguration
  public var schedule: Schedule
  /// Epochs without improvement on the validation part after which training stops; `nil` never stops.
  public var earlyStoppingPatience: Int?
  /// Of initial weights, order and dropout.
  public var seed: UInt64

  public init(
    epochs: Int = 20, batchSize: Int = 32, optimizer: OptimizerConfiguration = .init(),
    schedule: Schedule = .cosine, earlyStoppingPatience: Int? = nil, seed: UInt64 = 0
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.schedule = schedule
    self.earlyStoppingPatience = earlyStoppingPatience
    self.seed = seed
  }

  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  public func validate() throws(TrainingError) {
    guard (1...100_000).contains(epochs) else {
      throw .invalidSetting(name: "--epochs", allowed: "1 to 100000", found: "\(epochs)")
    }
    guard (1...65_536).contains(batchSize) else {
      throw .invalidSetting(name: "--batch-size", allowed: "1 to 65536", found: "\(batchSize)")
    }
    if let patience = earlyStoppingPatience, patience < 1 {
      throw .invalidSetting(name: "--early-stopping", allowed: "at least 1", found: "\(patience)")
    }
    try optimizer.validate()
  }
}
