import Tensors

extension ViewParameters {
  /// One operation with given numbers; of a composite, what it draws with them.
  ///
  /// What a composite draws beside its numbers comes from the seed alone: at another magnitude the same operations are
  /// turned up further.
  /// - Parameters:
  ///   - values: One for each of the rule's parameters, in their order.
  ///   - seed: Names what is random.
  public init(_ kind: OperationKind, _ values: [Double], seed: UInt64) {
    guard case .composite(let recipe) = kind.rule.effect else {
      self.init(operations: [DrawnOperation(kind, values, seed: seed)])
      return
    }
    var stream = RandomStream(seed: seed, purpose: .augmentation)
    switch recipe(values, &stream) {
    case .operations(let operations): self.init(operations: operations)
    case .mixture(let mixture): self.init(mixture: mixture)
    }
  }
}
