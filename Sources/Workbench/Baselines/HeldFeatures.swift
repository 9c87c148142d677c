import Synchronization

/// The features of the backbone before training, once somebody has asked for them: baselines, and later the report.
final class HeldFeatures: Sendable {
  private let held = Mutex<FrozenFeatures?>(nil)

  /// `nil` where nobody has asked.
  var features: FrozenFeatures? { held.withLock { $0 } }

  /// - Parameter make: Makes them where nobody has asked before.
  /// - Throws: What `make` throws.
  func features(_ make: () throws -> FrozenFeatures) throws -> FrozenFeatures {
    if let features { return features }
    let made = try make()
    held.withLock { $0 = made }
    return made
  }
}
