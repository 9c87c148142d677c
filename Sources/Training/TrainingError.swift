/// What can go wrong while a network learns.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  case invalidSetting(name: String, allowed: String, found: String)
  case noItems
  /// A value became infinite or not a number.
  case diverged(layer: String, epoch: Int)
  /// A feature of an item is infinite or not a number.
  case notFinite(item: Int)
  /// What was saved is not of this training.
  case otherState(name: String, expected: String, found: String)

  public var description: String {
    switch self {
    case .invalidSetting(let name, let allowed, let found):
      "\(name): expected \(allowed), found \(found)"
    case .noItems:
      "there is nothing to train on"
    case .diverged(let layer, let epoch):
      "training diverged in epoch \(epoch): layer \(layer) gave the first value that is not finite; "
        + "a lower --lr usually helps"
    case .notFinite(let item):
      "features of item \(item): expected finite numbers, found one that is not; compute them again, "
        + "in --precision f32 if they were not"
    case .otherState(let name, let expected, let found):
      "\(name): the saved state is of another training: expected \(expected), found \(found)"
    }
  }

  /// - Throws: ``invalidSetting(name:allowed:found:)`` unless `condition` holds.
  static func require(
    _ condition: Bool, _ name: String, _ allowed: String, _ found: String
  ) throws(TrainingError) {
    guard condition else { throw invalidSetting(name: name, allowed: allowed, found: found) }
  }
}
