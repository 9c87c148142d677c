import Glibc

/// Cosines one after the other, each from 1 towards 0: the first takes `epochs`, each later one `multiplier`
/// times the one before.
/// - Source: Loshchilov and Hutter, "SGDR", arXiv:1608.03983; PyTorch's `CosineAnnealingWarmRestarts`, stepped
///   once a step with a fraction of the epoch.
public struct CosineRestartsSchedule: Schedule {
  public let epochs: Int
  public let multiplier: Int

  public init(epochs: Int, multiplier: Int) {
    self.epochs = epochs
    self.multiplier = multiplier
  }

  public func factor(at place: SchedulePlace) -> Double {
    var length = epochs * place.stepsPerEpoch
    var step = place.step
    while step >= length {
      step -= length
      // Longer than any training is long enough.
      length = multiplier == 1 ? length : min(length * multiplier, Int(Int32.max))
    }
    return (1 + cos(.pi * Double(step) / Double(length))) / 2
  }
}
