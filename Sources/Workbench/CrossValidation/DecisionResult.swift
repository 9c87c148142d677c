import Evaluation

/// What a model shall decide by, fitted to all held-out folds, and how that does: each fold judged by what was fitted
/// to others.
public struct DecisionResult: Codable, Sendable {
  /// Above every probability.
  static let never = 2.0

  public struct Reliability: Codable, Sendable {
    public let logLoss: Double
    public let expectedCalibrationError: Double

    init(_ predictions: Predictions) {
      logLoss = predictions.logLoss
      expectedCalibrationError = ReliabilityDiagram(of: predictions).expectedCalibrationError
    }
  }

  public struct Calibration: Codable, Sendable {
    public let method: RunConfiguration.Decision.Calibration
    public let before: Reliability
    public let after: Reliability
  }

  public struct Answering: Codable, Sendable {
    /// The accuracy that was asked for.
    public let target: Double
    /// Share of the pictures that are answered.
    public let coverage: Double
    /// Of these; `nil` if none is.
    @ExplicitNull public private(set) var accuracy: Double?
  }

  public struct Threshold: Codable, Sendable {
    public let label: String
    /// `nil` if none is taken.
    @ExplicitNull public private(set) var precision: Double?
    @ExplicitNull public private(set) var recall: Double?
    /// With costs: the mean a picture.
    @ExplicitNull public private(set) var meanCost: Double?
  }

  /// As a model of these folds has it.
  public let rule: DecisionRule
  @ExplicitNull public private(set) var calibration: Calibration?
  @ExplicitNull public private(set) var answering: Answering?
  @ExplicitNull public private(set) var threshold: Threshold?

  /// Every fold's pictures, each decided by a rule that had not seen them.
  struct Judgment {
    private var before: [Double] = []
    private var after: [Double] = []
    private(set) var labels: [Int] = []
    private(set) var answers: [Int?] = []
    /// What a threshold decides, whether or not it is answered.
    private(set) var taken: [Int?] = []
    private var classCount = 0

    mutating func add(_ predictions: Predictions, by rule: DecisionRule) {
      let calibrated = rule.calibrated(predictions)
      var thresholdAlone = rule
      thresholdAlone.leastConfidence = nil
      classCount = predictions.classCount
      before += predictions.probabilities
      after += calibrated.probabilities
      labels += predictions.labels
      for start in stride(from: 0, to: calibrated.probabilities.count, by: classCount) {
        let row = calibrated.probabilities[start..<start + classCount]
        answers.append(rule.answer(to: row))
        taken.append(thresholdAlone.answer(to: row))
      }
    }

    func reliability() -> (before: Reliability, after: Reliability)? {
      guard
        let first = try? Predictions(probabilities: before, labels: labels, classCount: classCount),
        let second = try? Predictions(probabilities: after, labels: labels, classCount: classCount)
      else { return nil }
      return (Reliability(first), Reliability(second))
    }
  }

  init(
    _ rule: DecisionRule, _ settings: RunConfiguration.Decision, positive: String?, label: Int?,
    _ judged: Judgment
  ) {
    self.rule = rule
    calibration = settings.calibration.flatMap { method in
      judged.reliability().map {
        Calibration(method: method, before: $0.before, after: $0.after)
      }
    }
    let count = Double(max(judged.labels.count, 1))
    answering = settings.answerAccuracy.map { target in
      let answered = zip(judged.answers, judged.labels).filter { $0.0 != nil }
      return Answering(
        target: target, coverage: Double(answered.count) / count,
        accuracy: answered.isEmpty
          ? nil : Double(answered.count { $0.0 == $0.1 }) / Double(answered.count))
    }
    threshold = label.map { label in
      let pairs = zip(judged.taken, judged.labels)
      let right = Double(pairs.count { $0.0 == label && $0.1 == label })
      let taken = Double(judged.taken.count { $0 == label })
      let support = Double(judged.labels.count { $0 == label })
      return Threshold(
        label: positive ?? "", precision: taken > 0 ? right / taken : nil,
        recall: support > 0 ? right / support : nil,
        meanCost: settings.costs.map {
          ($0.falseAlarm * (taken - right) + $0.miss * (support - right)) / count
        })
    }
  }
}

extension DecisionResult {
  /// Each part in words.
  public var sentences: [String] {
    var lines: [String] = []
    if let calibration {
      let kind =
        rule.temperature.map { "a temperature of \(Figure.of($0.temperature))" }
        ?? "a factor and an offset for each class"
      lines.append(
        "calibrated by \(kind): on folds that it was not fitted to, log loss "
          + "\(Figure.of(calibration.before.logLoss)) → \(Figure.of(calibration.after.logLoss)), expected calibration "
          + "error \(Figure.percent(calibration.before.expectedCalibrationError)) → "
          + Figure.percent(calibration.after.expectedCalibrationError))
    }
    if let threshold {
      let from = rule.threshold.map(\.probability) ?? Self.never
      lines.append(
        from < Self.never
          ? "\(threshold.label) is taken from a probability of \(Figure.percent(from)) on: precision "
            + "\(Self.share(threshold.precision)), recall \(Self.share(threshold.recall))"
            + (threshold.meanCost.map { ", \(Figure.of($0)) a picture" } ?? "")
          : "\(threshold.label) is never taken: no threshold does what was asked for")
    }
    if let answering {
      let from = rule.leastConfidence ?? Self.never
      lines.append(
        from < Self.never
          ? "answering from a confidence of \(Figure.percent(from)) on, it answers "
            + "\(Figure.percent(answering.coverage)) of the pictures and is right in "
            + "\(Self.share(answering.accuracy)) (asked for: \(Figure.percent(answering.target)))"
          : "it never answers: no confidence is right in \(Figure.percent(answering.target))")
    }
    return lines
  }

  private static func share(_ value: Double?) -> String { value.map(Figure.percent) ?? "none" }
}
