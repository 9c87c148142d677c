import Glibc

/// What a model makes of its probabilities before it answers: they are calibrated, one class may be taken from a
/// probability of its own on, and what is too unsure is left to someone else.
public struct DecisionRule: Codable, Sendable, Equatable {
  /// One class against the rest.
  public struct Threshold: Codable, Sendable, Equatable {
    public let label: Int
    /// From which on an item is taken for the class, whatever else is more probable; below it never is.
    public let probability: Double

    public init(label: Int, probability: Double) {
      self.label = label
      self.probability = probability
    }
  }

  public var temperature: TemperatureScaling?
  /// Not beside ``temperature``.
  public var vector: VectorScaling?
  public var threshold: Threshold?
  /// Items whose greatest calibrated probability is below it are not answered.
  public var leastConfidence: Double?

  public init() {}

  /// Whether every item gets the class of the greatest probability as it came.
  public var isTrivial: Bool { self == DecisionRule() }

  /// Whether the rule fits a model of some classes and holds numbers that can be used.
  public func isValid(classCount: Int) -> Bool {
    let numbers =
      (vector.map { $0.weights + $0.biases } ?? [])
      + [temperature?.temperature, threshold?.probability, leastConfidence].compactMap(\.self)
    return numbers.allSatisfy(\.isFinite)
      && temperature.map { TemperatureScaling.temperatures.contains($0.temperature) } ?? true
      && vector.map { $0.weights.count == classCount && $0.biases.count == classCount } ?? true
      && threshold.map { (0..<classCount).contains($0.label) } ?? true
      && (temperature == nil || vector == nil)
  }

  /// - Parameter probabilities: `[items, classes]`, row by row; not finite rows stay as they are.
  /// - Returns: The same, calibrated.
  public func calibrated(_ probabilities: [Float], classCount: Int) -> [Float] {
    let calibrator: (any Calibrator)? = temperature ?? vector
    guard let calibrator else { return probabilities }
    return stride(from: 0, to: probabilities.count, by: classCount).flatMap { start -> [Float] in
      let row = Array(probabilities[start..<start + classCount])
      guard row.allSatisfy(\.isFinite) else { return row }
      let logarithms = row.map { log(max(Double($0), Predictions.leastProbability)) }
      return Softmax.probabilities(calibrator.logits(of: logarithms[...])).map { Float($0) }
    }
  }

  /// - Parameter predictions: As the model gives them.
  /// - Returns: The same, calibrated.
  public func calibrated(_ predictions: Predictions) -> Predictions {
    if let temperature { return temperature.calibrated(predictions) }
    return vector?.calibrated(predictions) ?? predictions
  }

  /// - Parameter row: `[classes]`, calibrated, one class or more.
  /// - Returns: The class that an item is taken for; `nil` if it is left to someone else.
  public func answer<Value: BinaryFloatingPoint>(to row: some Collection<Value>) -> Int? {
    let row = row.map { Double($0) }
    let greatest = row.max() ?? 0
    if let leastConfidence, greatest < leastConfidence { return nil }
    if let threshold, row[threshold.label] >= threshold.probability { return threshold.label }
    let others = row.indices.filter { $0 != threshold?.label }
    return others.reduce(others.first) { best, index in
      best.map { row[index] > row[$0] ? index : $0 }
    } ?? row.indices.first
  }
}
