import Glibc

/// One rise and one fall over the whole training, both along half a cosine: from 1/25 to 1 in the first three
/// tenths of the steps, then down to 1/250,000 at the last step.
/// - Source: Smith and Topin, "Super-convergence", arXiv:1708.07120, in the two phases of PyTorch's `OneCycleLR`
///   with its defaults, stepped once a step. The momentum is left alone (`cycle_momentum=False`).
public struct OneCycleSchedule: Schedule {
  static let risingShare = 0.3
  static let first = 1.0 / 25
  static let last = first / 1e4

  public init() {}

  public func factor(at place: SchedulePlace) -> Double {
    let count = Double(place.stepCount)
    let (peak, end) = (Self.risingShare * count - 1, count - 1)
    let step = Double(place.step)
    if step <= peak {
      return Self.cosine(from: Self.first, to: 1, share: peak > 0 ? step / peak : 1)
    }
    return Self.cosine(from: 1, to: Self.last, share: (step - peak) / (end - peak))
  }

  private static func cosine(from start: Double, to end: Double, share: Double) -> Double {
    end + (start - end) / 2 * (1 + cos(.pi * share))
  }
}
