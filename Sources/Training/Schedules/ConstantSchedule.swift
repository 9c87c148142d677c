/// The base rate throughout.
public struct ConstantSchedule: Schedule {
  public init() {}

  public func factor(at place: SchedulePlace) -> Double { 1 }
}
