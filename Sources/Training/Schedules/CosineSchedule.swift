import Glibc

/// `½·(1 + cos(π·t))`, `t` the share of all steps that lie behind: from 1 at the first step towards 0.
/// - Source: Loshchilov and Hutter, "SGDR", arXiv:1608.03983, equation 5 without restarts; PyTorch's
///   `CosineAnnealingLR`, stepped once a step.
public struct CosineSchedule: Schedule {
  public init() {}

  public func factor(at place: SchedulePlace) -> Double { (1 + cos(.pi * place.progress)) / 2 }
}
