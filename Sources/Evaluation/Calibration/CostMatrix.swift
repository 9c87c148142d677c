/// What each mistake costs, and the decision that costs least.
///
/// ```
/// argminⱼ Σₖ pₖ · cost[k][j]
/// ```
///
/// Right as far as the probabilities are: calibrate them first. With two classes this is a
/// threshold.
/// - Source: Elkan, "The foundations of cost-sensitive learning", IJCAI 2001; abstaining: Chow, "On
///   optimum recognition error and reject tradeoff", IEEE Transactions on Information Theory 16,
///   1970.
public struct CostMatrix: Codable, Sendable, Equatable {
  /// What to do with an item.
  public enum Decision: Sendable, Equatable {
    case predict(Int)
    case abstain
  }

  /// `[true class][decided class]`, finite; usually 0 on the diagonal.
  public let costs: [[Double]]
  /// What it costs to leave an item to someone else; `nil` if that is not possible.
  public let abstentionCost: Double?

  /// - Throws: ``EvaluationError/costsAreNotSquare(rows:columns:)`` or
  ///   ``EvaluationError/costIsNotFinite(value:)``.
  public init(costs: [[Double]], abstentionCost: Double? = nil) throws(EvaluationError) {
    for row in costs where row.count != costs.count {
      throw .costsAreNotSquare(rows: costs.count, columns: row.count)
    }
    for value in costs.flatMap({ $0 }) + [abstentionCost ?? 0] where !value.isFinite {
      throw .costIsNotFinite(value: value)
    }
    guard !costs.isEmpty else { throw .costsAreNotSquare(rows: 0, columns: 0) }
    self.costs = costs
    self.abstentionCost = abstentionCost
  }

  /// Of equally cheap classes the first; a class rather than abstaining.
  /// - Parameter predictions: Of as many classes as the matrix has; another number of them traps.
  /// - Returns: `[items]`
  public func decisions(for predictions: Predictions) -> [Decision] {
    precondition(predictions.classCount == costs.count, "a cost for every class")
    return (0..<predictions.itemCount).map { item in
      let row = predictions.row(of: item)
      let expected = costs.indices.map { decided in
        zip(row, costs).reduce(0) { $0 + $1.0 * $1.1[decided] }
      }
      var best = 0
      for index in expected.indices where expected[index] < expected[best] { best = index }
      if let abstentionCost, abstentionCost < expected[best] { return .abstain }
      return .predict(best)
    }
  }

  /// The mean cost an item of ``decisions(for:)`` by the true labels.
  public func meanCost(for predictions: Predictions) -> Double {
    let total = zip(decisions(for: predictions), predictions.labels).reduce(0.0) { sum, entry in
      switch entry.0 {
      case .predict(let decided): sum + costs[entry.1][decided]
      case .abstain: sum + (abstentionCost ?? 0)
      }
    }
    return total / Double(predictions.itemCount)
  }
}
