/// How a network is trained: everything but the data and the network.
public struct TrainingConfiguration: Codable, Sendable, Hashable {
  public var epochs: Int
  public var batchSize: Int
  public var optimizer: OptimizerConfiguration
  public var schedule: ScheduleConfiguration
  public var parameterGroups: ParameterGroupPolicy
  /// The longest that all gradients together may be; `nil` for any length.
  public var gradientLimit: Double?
  /// Of the exponential moving average of the weights, which is then judged and kept; `nil` for none.
  public var averageDecay: Double?
  /// The share of each target that is spread over all classes.
  public var labelSmoothing: Double
  public var classWeights: ClassWeights
  public var sampler: Sampler
  /// How pictures are mixed with each other.
  public var mixing: MixPolicy
  /// What of the validation part is watched.
  public var monitor: Monitor
  /// What an epoch must be better by to be an improvement, for early stopping and a plateau.
  public var minimumDelta: Double
  /// Epochs without improvement on the validation part after which training stops; `nil` never stops.
  public var earlyStoppingPatience: Int?
  /// Of initial weights, order, sampling and dropout.
  public var seed: UInt64

  public init(
    epochs: Int = 20, batchSize: Int = 32, optimizer: OptimizerConfiguration = .init(),
    schedule: ScheduleConfiguration = .init(), parameterGroups: ParameterGroupPolicy = .init(),
    gradientLimit: Double? = nil, averageDecay: Double? = nil, labelSmoothing: Double = 0,
    classWeights: ClassWeights = .equal, sampler: Sampler = .each, mixing: MixPolicy = .init(),
    monitor: Monitor = .accuracy,
    minimumDelta: Double = 0, earlyStoppingPatience: Int? = nil, seed: UInt64 = 0
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.schedule = schedule
    self.parameterGroups = parameterGroups
    self.gradientLimit = gradientLimit
    self.averageDecay = averageDecay
    self.labelSmoothing = labelSmoothing
    self.classWeights = classWeights
    self.sampler = sampler
    self.mixing = mixing
    self.monitor = monitor
    self.minimumDelta = minimumDelta
    self.earlyStoppingPatience = earlyStoppingPatience
    self.seed = seed
  }

  /// The flag that training cannot follow without a validation part, if there is one.
  public var flagThatNeedsValidation: String? {
    if earlyStoppingPatience != nil { return "--early-stopping" }
    if schedule.name == .plateau { return "--schedule plateau" }
    return nil
  }
}

extension TrainingConfiguration {
  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  public func validate() throws(TrainingError) {
    let require = TrainingError.require
    try require((1...100_000).contains(epochs), "--epochs", "1 to 100000", "\(epochs)")
    try require((1...65_536).contains(batchSize), "--batch-size", "1 to 65536", "\(batchSize)")
    try optimizer.validate()
    try schedule.validate(epochs: epochs)
    try parameterGroups.validate()
    try require(
      !parameterGroups.decaysAll || optimizer.weightDecay > 0 || optimizer.l1 > 0, "--decay-all",
      "a --weight-decay or --l1 above 0 with it", "neither")
    if let gradientLimit {
      try require(
        gradientLimit > 0 && gradientLimit.isFinite, "--clip-gradient", "above 0",
        "\(gradientLimit)")
    }
    if let averageDecay {
      try require(
        averageDecay > 0 && averageDecay < 1, "--ema", "above 0 and below 1", "\(averageDecay)")
    }
    try require(
      (0..<1).contains(labelSmoothing), "--label-smoothing", "0..<1", "\(labelSmoothing)")
    try classWeights.validate()
    try mixing.validate()
    try require(
      classWeights != .balanced || sampler != .balanced, "--class-weights",
      "no balanced weights with --sampler balanced, which would count rare classes twice over",
      "balanced")
    if let patience = earlyStoppingPatience {
      try require(patience >= 1, "--early-stopping", "at least 1", "\(patience)")
    }
    try require(
      minimumDelta >= 0 && minimumDelta.isFinite, "--min-delta", "at least 0", "\(minimumDelta)")
    try require(
      minimumDelta == 0 || flagThatNeedsValidation != nil, "--min-delta",
      "0 without --early-stopping or --schedule plateau", "\(minimumDelta)")
  }
}
