/// An operation with its numbers drawn: nothing about it is random any more.
public struct DrawnOperation: Codable, Hashable, Sendable {
  public let kind: OperationKind
  /// One for each of the rule's parameters, in their order.
  public let values: [Double]
  /// Names the stream of what is random about every pixel; 0 where nothing is.
  public let seed: UInt64

  public init(_ kind: OperationKind, _ values: [Double] = [], seed: UInt64 = 0) {
    self.kind = kind
    self.values = values
    self.seed = seed
  }

  /// In words, as in the caption of a preview: `turned by 12°`.
  public var words: String { kind.rule.words(values) }

  /// The operation at a part of its strength: every number so far on its way from what changes nothing.
  /// - Parameter strength: 0 for no change, 1 for the operation as it is.
  /// - Returns: `nil` where nothing is left of it. Those without numbers (a flip) are there from a half on.
  public func weakened(to strength: Double) -> DrawnOperation? {
    guard strength > 0 else { return nil }
    let parameters = kind.rule.parameters
    let hasNeutral = parameters.contains { $0.neutral != nil }
    if !hasNeutral { return strength >= 0.5 ? self : nil }
    return DrawnOperation(
      kind,
      zip(parameters, values).map { parameter, value in
        guard let neutral = parameter.neutral else { return value }
        let weaker = neutral + strength * (value - neutral)
        return parameter.isWhole ? weaker.rounded() : weaker
      }, seed: seed)
  }
}
