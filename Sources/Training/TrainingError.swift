/// What can go wrong while a network learns.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  case invalidSetting(name: String, allowed: String, found: String)
  case noItems
  /// A value became infinite or not a number.
  case diverged(layer: String, epoch: Int)

  public var description: String {
    switch self {
    case .invalidSetting(let name, let allowed, let found):
      "\(name): expected \(allowed), found \(found)"
    case .noItems:
      "there is nothing to train on"
    case .diverged(let layer, let epoch):
      "training diverged in epoch \(epoch): layer \(layer) gave the first value that is not finite; "
        + "a lower --lr usually helps"
    }
  }
}
