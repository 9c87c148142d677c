/// `γ^k` in epoch `e` from 0, where `k` milestones are at or before `e`.
/// - Source: PyTorch's `MultiStepLR`, stepped once an epoch.
public struct MultiStepSchedule: Schedule {
  /// Epochs that lie behind when the rate changes.
  public let milestones: [Int]
  public let gamma: Double

  public init(milestones: [Int], gamma: Double) {
    self.milestones = milestones
    self.gamma = gamma
  }

  public func factor(at place: SchedulePlace) -> Double {
    power(gamma, milestones.count { $0 <= place.epoch })
  }
}
