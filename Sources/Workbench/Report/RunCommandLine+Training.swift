import Training

extension RunCommandLine {
  mutating func add(_ training: TrainingConfiguration, _ usual: TrainingConfiguration) {
    add("--epochs", training.epochs, usual.epochs)
    add("--batch-size", training.batchSize, usual.batchSize)
    add("--seed", training.seed, usual.seed)
    add(training.optimizer)
    add(training.schedule)
    add("--label-smoothing", training.labelSmoothing, usual.labelSmoothing)
    switch training.classWeights {
    case .equal: break
    case .balanced: add("--class-weights", "balanced")
    case .listed(let weights):
      add(
        "--class-weights",
        weights.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ","))
    }
    add("--sampler", training.sampler.rawValue, usual.sampler.rawValue)
    add("--monitor", training.monitor.rawValue, usual.monitor.rawValue)
    add("--min-delta", training.minimumDelta, usual.minimumDelta)
    add("--early-stopping", training.earlyStoppingPatience)
    add("--clip-gradient", training.gradientLimit)
    add("--ema", training.averageDecay)
    let groups = training.parameterGroups
    add("--layer-decay", groups.layerDecay, usual.parameterGroups.layerDecay)
    if !groups.factors.isEmpty {
      add(
        "--lr-group",
        groups.factors.map { "\($0.pattern.text)=\($0.factor)" }.joined(separator: ","))
    }
    add("--decay-all", if: groups.decaysAll)
  }

  /// What is usual depends on the optimizer.
  private mutating func add(_ optimizer: OptimizerConfiguration) {
    let usual = OptimizerConfiguration(name: optimizer.name)
    add("--optimizer", optimizer.name.rawValue, OptimizerConfiguration().name.rawValue)
    add("--lr", optimizer.learningRate, usual.learningRate)
    add("--momentum", optimizer.momentum, usual.momentum)
    add("--betas", optimizer.betas, usual.betas)
    add("--epsilon", optimizer.epsilon, usual.epsilon)
    add("--weight-decay", optimizer.weightDecay, usual.weightDecay)
    add("--l1", optimizer.l1, usual.l1)
  }

  /// What is usual depends on the schedule.
  private mutating func add(_ schedule: ScheduleConfiguration) {
    let usual = ScheduleConfiguration(name: schedule.name)
    add("--schedule", schedule.name.rawValue, ScheduleConfiguration().name.rawValue)
    add("--warmup-epochs", schedule.warmupEpochs, usual.warmupEpochs)
    add("--gamma", schedule.gamma, usual.gamma)
    add("--step-epochs", schedule.stepEpochs, usual.stepEpochs)
    add("--milestones", schedule.milestones ?? [])
    add("--restart-epochs", schedule.restartEpochs, usual.restartEpochs)
    add("--restart-multiplier", schedule.restartMultiplier, usual.restartMultiplier)
    add("--cycle-epochs", schedule.cycleEpochs, usual.cycleEpochs)
    add("--cycle-lowest", schedule.cycleLowest, usual.cycleLowest)
    add("--plateau-patience", schedule.plateauPatience, usual.plateauPatience)
  }
}
