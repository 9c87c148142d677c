import Glibc

/// Turns the probabilities of a model into ones that can be taken at their word.
///
/// It is fitted on predictions of items that neither trained the model nor chose anything of it
/// (the test folds of a cross-validation, for example), and must be judged on yet others.
public protocol Calibrator: Codable, Sendable {
  /// - Parameter logProbabilities: `[classes]`, of one item; logits do as well for
  ///   ``TemperatureScaling``.
  /// - Returns: `[classes]`, logits: probabilities but for a softmax.
  func logits(of logProbabilities: ArraySlice<Double>) -> [Double]
}

extension Calibrator {
  /// - Parameter predictions: Of as many classes as those fitted to; another number of them traps
  ///   where it matters.
  /// - Returns: The same items with calibrated probabilities.
  public func calibrated(_ predictions: Predictions) -> Predictions {
    let logarithms = predictions.logProbabilities
    let rows = (0..<predictions.itemCount).flatMap { item in
      Softmax.probabilities(
        logits(
          of: logarithms[item * predictions.classCount..<(item + 1) * predictions.classCount]))
    }
    return Predictions(checked: rows, like: predictions)
  }
}

extension Predictions {
  /// The least probability that a single-precision softmax tells from 0, about 1.2e-38: its
  /// logarithm stands for that of 0.
  static let leastProbability = Double(Float.leastNormalMagnitude)

  /// `[items × classes]`, natural logarithms.
  var logProbabilities: [Double] {
    probabilities.map { log(max($0, Self.leastProbability)) }
  }

  /// The same items and labels with other probabilities, which are known to be some.
  init(checked probabilities: [Double], like predictions: Predictions) {
    itemCount = predictions.itemCount
    classCount = predictions.classCount
    labels = predictions.labels
    epsilon = predictions.epsilon
    self.probabilities = probabilities
  }
}
