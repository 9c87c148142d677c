/// The learning rate of every step, as a factor of its base: a linear warm-up, then a schedule over what is left
/// of the training, as if it began there.
///
/// In step `s` of `w` warm-up steps the factor is `(s + 1) / (w + 1)` of the schedule's first.
/// - Source: Goyal et al., "Accurate, large minibatch SGD", arXiv:1706.02677, section 2.2; PyTorch's
///   `SequentialLR` of a `LinearLR` with `start_factor = 1 / (w + 1)` and the schedule.
public struct LearningRateSchedule: Sendable {
  private let warmupEpochs: Int
  private let schedule: any Schedule

  /// - Precondition: The configuration's validation does not throw.
  public init(_ configuration: ScheduleConfiguration) {
    warmupEpochs = configuration.warmupEpochs
    schedule = configuration.schedule
  }

  /// - Parameters:
  ///   - place: In the whole training.
  ///   - plateau: As the last finished epoch left it; it counts only with the schedule `plateau`.
  public func factor(at place: SchedulePlace, plateau: PlateauState = PlateauState()) -> Double {
    let warmupSteps = warmupEpochs * place.stepsPerEpoch
    let begun = SchedulePlace(
      step: max(place.step - warmupSteps, 0), stepsPerEpoch: place.stepsPerEpoch,
      epochs: place.epochs - warmupEpochs)
    let factor = schedule.factor(at: begun) * plateau.factor
    return place.step < warmupSteps
      ? factor * Double(place.step + 1) / Double(warmupSteps + 1) : factor
  }
}
