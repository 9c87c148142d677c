/// A factor and an offset for each class: `softmax(wₖ·ln pₖ + bₖ)`.
///
/// They minimize the mean log loss of the held-out items plus `penalty/2 · Σ ((wₖ − 1)² + bₖ²)`,
/// which is convex; without the penalty there is no minimum where the items can be told apart. The
/// predicted class may change. Twice as many numbers as classes are fitted: with few items a class,
/// ``TemperatureScaling`` does better.
/// - Source: Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", 2017,
///   arXiv:1706.04599, section 4.2; on log probabilities as the diagonal case of Kull and others,
///   "Beyond temperature scaling", 2019, arXiv:1910.12656.
public struct VectorScaling: Calibrator, Equatable {
  public static let defaultPenalty = 1e-3

  /// `[classes]`, 1 where nothing changes.
  public let weights: [Double]
  /// `[classes]`, 0 where nothing changes.
  public let biases: [Double]
  /// Whether the minimum was reached. If not, the loss is still no greater than without
  /// calibration.
  public let isConverged: Bool

  /// - Parameters:
  ///   - predictions: Of held-out items.
  ///   - penalty: Above 0, finite; others trap.
  public init(fittedTo predictions: Predictions, penalty: Double = defaultPenalty) {
    precondition(penalty > 0 && penalty.isFinite, "a positive penalty")
    let classes = predictions.classCount
    let identity = [Double](repeating: 1, count: classes) + [Double](repeating: 0, count: classes)
    let logarithms = predictions.logProbabilities
    let result = LimitedMemoryBFGS().minimum(from: identity) { parameters in
      Self.loss(
        of: parameters, around: identity, penalty: penalty, logarithms: logarithms,
        labels: predictions.labels)
    }
    weights = Array(result.point[..<classes])
    biases = Array(result.point[classes...])
    isConverged = result.isConverged
  }

  public func logits(of logProbabilities: ArraySlice<Double>) -> [Double] {
    precondition(logProbabilities.count == weights.count, "as many classes as were fitted")
    return zip(logProbabilities, zip(weights, biases)).map { $0 * $1.0 + $1.1 }
  }

  private static func loss(
    of parameters: [Double], around identity: [Double], penalty: Double, logarithms: [Double],
    labels: [Int]
  ) -> (value: Double, gradient: [Double]) {
    let classes = parameters.count / 2
    let share = 1 / Double(labels.count)
    var value = 0.0
    var gradient = [Double](repeating: 0, count: parameters.count)
    for (item, label) in labels.enumerated() {
      let start = item * classes
      let logits = (0..<classes).map {
        parameters[$0] * logarithms[start + $0] + parameters[classes + $0]
      }
      value += share * (Softmax.logSum(logits) - logits[label])
      for (index, probability) in Softmax.probabilities(logits).enumerated() {
        let residual = share * (probability - (index == label ? 1 : 0))
        gradient[index] += residual * logarithms[start + index]
        gradient[classes + index] += residual
      }
    }
    for index in parameters.indices {
      let distance = parameters[index] - identity[index]
      value += penalty / 2 * distance * distance
      gradient[index] += penalty * distance
    }
    return (value, gradient)
  }
}
