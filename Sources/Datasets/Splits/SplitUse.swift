import Tensors

/// What a split is for: splits of different uses are drawn independently of each other.
public enum SplitUse: Sendable, Equatable {
  /// Setting aside what training is watched on.
  case validation
  /// Setting aside what is only looked at in the end.
  case test
  /// The folds of one repeat of a cross-validation.
  case folds(repeat: Int)
  /// Setting aside, inside the training part of a fold, what an epoch or a head is chosen on.
  case choosing(repeat: Int, fold: Int)
  /// The inner folds of a nested cross-validation.
  case innerFolds(repeat: Int, fold: Int)
  /// Setting aside what one repeat of a repeated hold-out is judged on.
  case holdout(repeat: Int)
  /// The growing parts of a fold's training part that a learning curve is made of.
  case learningCurve(repeat: Int, fold: Int)

  /// A random number that depends on the seed, the use and the item, and on nothing else.
  func key(seed: UInt64, identifier: UInt64) -> UInt64 {
    var stream = RandomStream(seed: seed, purpose: .split, address, identifier)
    return stream.next()
  }

  private var address: UInt64 {
    switch self {
    case .validation: 1 << 60
    case .test: 2 << 60
    case .folds(let number): 3 << 60 | UInt64(number)
    case .choosing(let number, let fold): 4 << 60 | UInt64(number) << 20 | UInt64(fold)
    case .innerFolds(let number, let fold): 5 << 60 | UInt64(number) << 20 | UInt64(fold)
    case .holdout(let number): 6 << 60 | UInt64(number)
    case .learningCurve(let number, let fold): 7 << 60 | UInt64(number) << 20 | UInt64(fold)
    }
  }
}
