/// `γ^e` in epoch `e` from 0.
/// - Source: PyTorch's `ExponentialLR`, stepped once an epoch.
public struct ExponentialSchedule: Schedule {
  public let gamma: Double

  public init(gamma: Double) {
    self.gamma = gamma
  }

  public func factor(at place: SchedulePlace) -> Double { power(gamma, place.epoch) }
}
