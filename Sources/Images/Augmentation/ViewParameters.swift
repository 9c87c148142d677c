/// What an augmentation drew for one view of one item: everything that ``Preprocessing/render(_:view:into:path:)``
/// needs to make the view again.
public struct ViewParameters: Codable, Hashable, Sendable {
  /// Chains of operations whose views are mixed with the plain view.
  /// - Source: Hendrycks et al., "AugMix", ICLR 2020, arXiv:1912.02781, algorithm 1.
  public struct Mixture: Codable, Hashable, Sendable {
    public let chains: [[DrawnOperation]]
    /// Each chain's share of their mean; they add up to 1.
    public let weights: [Double]
    /// How much of the view the chains' mean is; the rest is the view without any chain.
    public let share: Double
  }

  /// In the policy's order; composites are dissolved into what they drew.
  public var operations: [DrawnOperation]
  public var mixture: Mixture?
  public var surroundings: Surroundings

  public init(
    operations: [DrawnOperation] = [], mixture: Mixture? = nil,
    surroundings: Surroundings = Surroundings()
  ) {
    self.operations = operations
    self.mixture = mixture
    self.surroundings = surroundings
  }

  /// No augmentation.
  public static let identity = ViewParameters()

  /// Whether anything but geometry happens.
  var changesPixels: Bool {
    mixture != nil || operations.contains { !$0.kind.rule.isGeometric }
  }

  /// What was done, in words, in order.
  public var words: [String] {
    let chains = mixture.map { mixture in
      mixture.chains.filter { !$0.isEmpty }
        .map { $0.map(\.words).joined(separator: ", then ") }.joined(separator: " + ")
    }
    let mixed = chains.map { $0.isEmpty ? [] : ["mixed with " + $0] } ?? []
    return operations.map(\.words) + mixed
  }

  /// The view at a part of its strength, 0 for the plain picture.
  public func weakened(to strength: Double) -> ViewParameters {
    ViewParameters(
      operations: operations.compactMap { $0.weakened(to: strength) },
      mixture: mixture.flatMap { mixture in
        strength > 0
          ? Mixture(
            chains: mixture.chains, weights: mixture.weights, share: mixture.share * strength)
          : nil
      }, surroundings: surroundings)
  }
}

/// How a picture is sampled where geometry looks between its pixels or past its edge.
public struct Surroundings: Codable, Hashable, Sendable {
  public var border: Border
  /// Red, green and blue of a constant border.
  public var fill: [UInt8]
  /// Whether pixels are averaged where the picture shrinks.
  public var isAntialiased: Bool

  public init(
    border: Border = .reflect, fill: [UInt8] = [128, 128, 128], isAntialiased: Bool = true
  ) {
    self.border = border
    self.fill = fill
    self.isAntialiased = isAntialiased
  }
}
