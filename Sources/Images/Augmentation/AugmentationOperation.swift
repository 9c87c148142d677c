import Tensors

/// One step of an augmentation policy: an operation, how often it happens, and the ranges of its numbers.
public struct AugmentationOperation: Hashable, Sendable {
  public let kind: OperationKind
  /// The part of the views that it happens to, 0 to 1.
  public let probability: Double
  /// One for each of the rule's parameters, in their order.
  public let ranges: [ValueRange]

  /// - Parameter ranges: By the parameters' names; those left out are as usual.
  /// - Throws: ``OperationProblem``.
  public init(
    _ kind: OperationKind, probability: Double = 1, _ ranges: [String: ValueRange] = [:]
  ) throws(OperationProblem) {
    guard (0...1).contains(probability) else {
      throw OperationProblem(
        field: "probability",
        text: "`probability` is `\(probability)`, expected a number from 0.0 to 1.0")
    }
    self.kind = kind
    self.probability = probability
    var ordered: [ValueRange] = []
    for parameter in kind.rule.parameters {
      guard let range = ranges[parameter.name] ?? parameter.usual else {
        throw OperationProblem(
          field: nil, text: "`\(parameter.name)` is missing: \(parameter.expected)")
      }
      if let problem = parameter.problem(with: range) {
        throw OperationProblem(field: parameter.name, text: problem)
      }
      ordered.append(range)
    }
    self.ranges = ordered
  }

  /// The same operation, happening to every view.
  init(certain operation: AugmentationOperation) {
    kind = operation.kind
    probability = 1
    ranges = operation.ranges
  }

  /// Adds to a view what is drawn, if it happens.
  func draw(_ view: inout ViewParameters, from stream: inout RandomStream) {
    guard Double(stream.nextUniform()) < probability else { return }
    let rule = kind.rule
    let values = zip(rule.parameters, ranges).map {
      $1.draw(isWhole: $0.isWhole, from: &stream)
    }
    guard case .composite(let recipe) = rule.effect else {
      view.operations.append(
        DrawnOperation(kind, values, seed: rule.isNoisy ? stream.next() : 0))
      return
    }
    switch recipe(values, &stream) {
    case .operations(let operations): view.operations += operations
    case .mixture(let mixture): view.mixture = mixture
    }
  }
}

/// What is wrong with an operation of a policy.
public struct OperationProblem: Error {
  /// The field that is wrong; `nil` where one is missing.
  public let field: String?
  public let text: String
}

extension OperationParameter {
  fileprivate var expected: String {
    "a number or a range [from, to], in \(unit.rawValue), from \(allowed.lowerBound) to \(allowed.upperBound)"
  }

  fileprivate func problem(with range: ValueRange) -> String? {
    let shown = range.from == range.to ? "\(range.from)" : "[\(range.from), \(range.to)]"
    guard range.from <= range.to, allowed.contains(range.from), allowed.contains(range.to) else {
      return "`\(name)` is `\(shown)`, expected \(expected)"
    }
    if isWhole, range.from != range.from.rounded() || range.to != range.to.rounded() {
      return "`\(name)` is `\(shown)`, expected whole numbers"
    }
    if range.distribution == .logUniform, range.from <= 0 {
      return "`\(name)` is `\(shown)`, expected numbers above 0 for `log_uniform`"
    }
    return nil
  }
}
