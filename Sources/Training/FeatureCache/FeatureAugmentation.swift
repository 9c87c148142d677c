/// The augmentation behind a set of features: view *k* of item *i* is a pure function of (seed,
/// *i*, *k*).
public struct FeatureAugmentation: Codable, Hashable, Sendable {
  /// SHA-256 of the policy, in hexadecimal.
  public var digest: String
  /// The augmentation seed, which is apart from the training seed.
  public var seed: UInt64

  public init(digest: String, seed: UInt64) {
    self.digest = digest
    self.seed = seed
  }
}
