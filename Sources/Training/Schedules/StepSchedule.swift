/// `γ^⌊e/n⌋` in epoch `e` from 0: smaller by `γ` every `n` epochs.
/// - Source: PyTorch's `StepLR`, stepped once an epoch.
public struct StepSchedule: Schedule {
  public let epochs: Int
  public let gamma: Double

  public init(epochs: Int, gamma: Double) {
    self.epochs = epochs
    self.gamma = gamma
  }

  public func factor(at place: SchedulePlace) -> Double {
    power(gamma, place.epoch / epochs)
  }
}

/// `base` to a whole power, by multiplication: `pow` of the C library may round otherwise elsewhere.
func power(_ base: Double, _ exponent: Int) -> Double {
  (0..<exponent).reduce(1.0) { product, _ in product * base }
}
