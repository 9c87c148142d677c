/// Which schedule, with its constants.
public struct ScheduleConfiguration: Codable, Sendable, Hashable {
  public enum Name: String, Codable, Sendable, CaseIterable {
    case constant
    case step
    case multistep
    case exponential
    case cosine
    case cosineRestarts = "cosine-restarts"
    case cyclic
    case oneCycle = "one-cycle"
    case plateau
  }

  public var name: Name
  /// Epochs of a linear rise before the schedule begins.
  public var warmupEpochs: Int
  /// What the rate is multiplied with, of `step`, `multistep`, `exponential` and `plateau`; `nil` for others.
  public var gamma: Double?
  /// Epochs between the steps of `step`; `nil` for others.
  public var stepEpochs: Int?
  /// Epochs after which the rate of `multistep` changes; `nil` for others.
  public var milestones: [Int]?
  /// Epochs of the first cosine of `cosine-restarts`; `nil` for others.
  public var restartEpochs: Int?
  /// How much longer each later one is; `nil` for others.
  public var restartMultiplier: Int?
  /// Epochs of a whole cycle of `cyclic`; `nil` for others.
  public var cycleEpochs: Int?
  /// The share of the rate from which a cycle of `cyclic` rises; `nil` for others.
  public var cycleLowest: Double?
  /// Epochs without improvement that `plateau` bears; `nil` for others.
  public var plateauPatience: Int?

  /// What is `nil` becomes the schedule's default: gamma 0.1, 0.9 of `exponential`; a step every 5 epochs;
  /// restarts after 5 epochs, each as long as the first; cycles of 4 epochs from a tenth; a patience of 3 epochs.
  /// Milestones have none.
  public init(
    name: Name = .cosine, warmupEpochs: Int = 0, gamma: Double? = nil, stepEpochs: Int? = nil,
    milestones: [Int]? = nil, restartEpochs: Int? = nil, restartMultiplier: Int? = nil,
    cycleEpochs: Int? = nil, cycleLowest: Double? = nil, plateauPatience: Int? = nil
  ) {
    self.name = name
    self.warmupEpochs = warmupEpochs
    let usesGamma = [.step, .multistep, .plateau].contains(name)
    self.gamma = gamma ?? (usesGamma ? 0.1 : name == .exponential ? 0.9 : nil)
    self.stepEpochs = stepEpochs ?? (name == .step ? 5 : nil)
    self.milestones = milestones
    self.restartEpochs = restartEpochs ?? (name == .cosineRestarts ? 5 : nil)
    self.restartMultiplier = restartMultiplier ?? (name == .cosineRestarts ? 1 : nil)
    self.cycleEpochs = cycleEpochs ?? (name == .cyclic ? 4 : nil)
    self.cycleLowest = cycleLowest ?? (name == .cyclic ? 0.1 : nil)
    self.plateauPatience = plateauPatience ?? (name == .plateau ? 3 : nil)
  }

  /// The curve after the warm-up. That of `plateau` is constant: ``PlateauState`` bends it.
  /// - Precondition: ``validate(epochs:)`` does not throw.
  public var schedule: any Schedule {
    switch name {
    case .constant, .plateau: ConstantSchedule()
    case .step: StepSchedule(epochs: stepEpochs ?? 1, gamma: gamma ?? 1)
    case .multistep: MultiStepSchedule(milestones: milestones ?? [], gamma: gamma ?? 1)
    case .exponential: ExponentialSchedule(gamma: gamma ?? 1)
    case .cosine: CosineSchedule()
    case .cosineRestarts:
      CosineRestartsSchedule(epochs: restartEpochs ?? 1, multiplier: restartMultiplier ?? 1)
    case .cyclic: CyclicSchedule(epochs: cycleEpochs ?? 1, lowest: cycleLowest ?? 1)
    case .oneCycle: OneCycleSchedule()
    }
  }
}
