/// Divides all logits by one number: `softmax(ln p / T)`.
///
/// `T` is the one with the least log loss on the held-out items. The loss is convex in `1/T`, so
/// there is one; Newton's method within a shrinking bracket finds it. The predicted class never
/// changes.
/// - Source: Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", 2017,
///   arXiv:1706.04599, section 4.2.
public struct TemperatureScaling: Calibrator, Equatable {
  /// How the temperature was found.
  public enum Outcome: String, Codable, Sendable {
    case found
    /// The loss falls all the way to the lowest temperature: every held-out item is right (or
    /// nearly).
    case atLowestTemperature
    /// The loss falls all the way to the highest: the probabilities say nothing of the truth.
    case atHighestTemperature
    /// Every item has the same probability of all classes: no temperature changes that, and 1
    /// stands.
    case undetermined
  }

  /// Where the search ends.
  public static let temperatures = 0.01...100.0

  /// Above 1 if the model was too sure, below if it was not sure enough.
  public let temperature: Double
  public let outcome: Outcome

  /// - Parameter predictions: Of held-out items.
  public init(fittedTo predictions: Predictions) {
    let problem = Problem(predictions)
    guard problem.hasSpread else {
      (temperature, outcome) = (1, .undetermined)
      return
    }
    // In 1/T, where the slope grows throughout.
    var (low, high) = (1 / Self.temperatures.upperBound, 1 / Self.temperatures.lowerBound)
    guard problem.derivatives(at: low).slope < 0 else {
      (temperature, outcome) = (Self.temperatures.upperBound, .atHighestTemperature)
      return
    }
    guard problem.derivatives(at: high).slope > 0 else {
      (temperature, outcome) = (Self.temperatures.lowerBound, .atLowestTemperature)
      return
    }
    var inverse = 1.0
    for _ in 0..<100 {
      let (slope, curvature) = problem.derivatives(at: inverse)
      if slope < 0 { low = inverse } else { high = inverse }
      var next = inverse - slope / curvature
      // A step out of the bracket (or to nowhere, without curvature) is replaced by halving it.
      if !(next > low && next < high) { next = (low * high).squareRoot() }
      let change = abs(next - inverse)
      inverse = next
      if change <= 1e-14 * inverse { break }
    }
    (temperature, outcome) = (1 / inverse, .found)
  }

  public func logits(of logProbabilities: ArraySlice<Double>) -> [Double] {
    logProbabilities.map { $0 / temperature }
  }
}

extension TemperatureScaling {
  /// The mean log loss as a function of `1/T`.
  private struct Problem {
    let logits: [Double]
    let labels: [Int]
    let classCount: Int

    init(_ predictions: Predictions) {
      logits = predictions.logProbabilities
      labels = predictions.labels
      classCount = predictions.classCount
    }

    private func row(_ item: Int) -> ArraySlice<Double> {
      logits[item * classCount..<(item + 1) * classCount]
    }

    var hasSpread: Bool {
      labels.indices.contains { item in row(item).contains { $0 != row(item).first } }
    }

    /// Of the mean loss: `E_p[z] − z_y`, and the variance of `z` under `p`, averaged over the
    /// items.
    func derivatives(at inverse: Double) -> (slope: Double, curvature: Double) {
      var (slope, curvature) = (0.0, 0.0)
      for (item, label) in labels.enumerated() {
        let row = row(item)
        // Relative to the truth's, so that what cancels is not there to begin with.
        let truth = row[row.startIndex + label]
        let relative = row.map { $0 - truth }
        let probabilities = Softmax.probabilities(relative.map { $0 * inverse })
        let mean = zip(probabilities, relative).reduce(0) { $0 + $1.0 * $1.1 }
        slope += mean
        curvature += zip(probabilities, relative).reduce(0) {
          $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean)
        }
      }
      return (slope / Double(labels.count), curvature / Double(labels.count))
    }
  }
}
