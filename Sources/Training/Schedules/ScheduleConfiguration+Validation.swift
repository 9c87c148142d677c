extension ScheduleConfiguration {
  /// - Parameter epochs: Of the whole training.
  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  public func validate(epochs: Int) throws(TrainingError) {
    let require = TrainingError.require
    try require(
      (0..<epochs).contains(warmupEpochs), "--warmup-epochs",
      "0 or more, and fewer than the \(epochs) of --epochs", "\(warmupEpochs)")
    try validate(gamma, of: [.step, .multistep, .exponential, .plateau], "--gamma")
    try validate(stepEpochs, of: [.step], "--step-epochs")
    try validate(milestones, of: [.multistep], "--milestones")
    try validate(restartEpochs, of: [.cosineRestarts], "--restart-epochs")
    try validate(restartMultiplier, of: [.cosineRestarts], "--restart-multiplier")
    try validate(cycleEpochs, of: [.cyclic], "--cycle-epochs")
    try validate(cycleLowest, of: [.cyclic], "--cycle-lowest")
    try validate(plateauPatience, of: [.plateau], "--plateau-patience")
    if let gamma {
      try require(gamma > 0 && gamma < 1, "--gamma", "above 0 and below 1", "\(gamma)")
    }
    let counts = [
      ("--step-epochs", stepEpochs), ("--restart-epochs", restartEpochs),
      ("--restart-multiplier", restartMultiplier), ("--cycle-epochs", cycleEpochs),
    ]
    for case (let flag, let count?) in counts {
      try require((1...100_000).contains(count), flag, "1 to 100000", "\(count)")
    }
    if let milestones {
      try require(
        !milestones.isEmpty && milestones.allSatisfy { $0 >= 1 }
          && zip(milestones, milestones.dropFirst()).allSatisfy { $0 < $1 },
        "--milestones", "rising numbers of epochs, for example 6,12",
        milestones.map(String.init).joined(separator: ","))
    }
    if let cycleLowest {
      try require((0..<1).contains(cycleLowest), "--cycle-lowest", "0..<1", "\(cycleLowest)")
    }
    if let plateauPatience {
      try require(plateauPatience >= 0, "--plateau-patience", "0 or more", "\(plateauPatience)")
    }
  }

  /// A constant stands with the schedules that have it, and with no other.
  private func validate<Value>(
    _ value: Value?, of names: [Name], _ flag: String
  ) throws(TrainingError) {
    if names.contains(name) {
      try TrainingError.require(value != nil, flag, "a value with \(name.rawValue)", "none")
    } else {
      try TrainingError.require(
        value == nil, flag,
        "none with \(name.rawValue) (of \(names.map(\.rawValue).joined(separator: ", ")))",
        value.map { "\($0)" } ?? "none")
    }
  }
}
