import Tensors

extension AugmentationOperation {
  /// The operation alone, from one end of its ranges to the other, to be looked at.
  /// - Parameters:
  ///   - seed, index: Name what is random about it, and the draws of a composite.
  ///   - steps: At least 2.
  /// - Returns: Views of nothing but this operation: `steps` of them, or one where it has no numbers.
  public func sweep(seed: UInt64, index: Int, steps: Int = 5) -> [ViewParameters] {
    precondition(steps >= 2, "two ends")
    let rule = kind.rule
    if rule.isComposite {
      let certain = AugmentationOperation(certain: self)
      return (0..<steps).map { step in
        var view = ViewParameters.identity
        var stream = RandomStream(
          seed: seed, purpose: .augmentation, UInt64(index), UInt64(step))
        certain.draw(&view, from: &stream)
        return view
      }
    }
    let isFixed = ranges.allSatisfy { $0.from == $0.to }
    return (0..<(isFixed ? 1 : steps)).map { step in
      let place = Double(step) / Double(steps - 1)
      let values = zip(rule.parameters, ranges).map { parameter, range in
        let value = range.from + place * (range.to - range.from)
        return parameter.isWhole ? value.rounded() : value
      }
      return ViewParameters(operations: [DrawnOperation(kind, values, seed: seed)])
    }
  }
}

extension ViewParameters {
  /// The same view with other surroundings.
  public func withSurroundings(_ surroundings: Surroundings) -> ViewParameters {
    ViewParameters(operations: operations, mixture: mixture, surroundings: surroundings)
  }
}
