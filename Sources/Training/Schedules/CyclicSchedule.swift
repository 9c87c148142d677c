/// A triangle: up from `lowest` to 1 in the first half of a cycle, and down again in the second.
/// - Source: Smith, "Cyclical learning rates for training neural networks", arXiv:1506.01186 ("triangular");
///   PyTorch's `CyclicLR` with half a cycle as `step_size_up`, stepped once a step.
public struct CyclicSchedule: Schedule {
  /// Epochs of a whole cycle.
  public let epochs: Int
  public let lowest: Double

  public init(epochs: Int, lowest: Double) {
    self.epochs = epochs
    self.lowest = lowest
  }

  public func factor(at place: SchedulePlace) -> Double {
    let cycle = epochs * place.stepsPerEpoch
    let share = Double(place.step % cycle) / Double(cycle)
    return lowest + (1 - lowest) * (share <= 0.5 ? 2 * share : 2 - 2 * share)
  }
}
