import Evaluation

/// Fits to held-out folds what a model shall decide by, and judges that on folds that it was not fitted to.
struct DecisionFit {
  private let settings: RunConfiguration.Decision
  private let classes: [String]
  private let positive: Int?

  /// - Throws: ``WorkbenchError/invalidSetting(name:allowed:found:)`` for a class that the data has not.
  init(_ settings: RunConfiguration.Decision, classes: [String]) throws {
    self.settings = settings
    self.classes = classes
    positive = try settings.positive.map { name in
      guard let label = classes.firstIndex(of: name) else {
        throw WorkbenchError.invalidSetting(
          name: "--positive",
          allowed: "one of the classes \(classes.prefix(20).joined(separator: ", "))",
          found: name)
      }
      return label
    }
  }

  /// - Parameter outcomes: Of all folds, one or more.
  /// - Throws: `EvaluationError`.
  func result(_ outcomes: [FoldOutcome], _ session: Session) throws -> DecisionResult {
    let rule = rule(fittedTo: try predictions(outcomes, session))
    var judged = DecisionResult.Judgment()
    for outcome in outcomes {
      let others = others(of: outcome, in: outcomes)
      guard !others.isEmpty else { continue }
      let own = self.rule(fittedTo: try predictions(others, session))
      judged.add(try predictions([outcome], session), by: own)
    }
    return DecisionResult(
      rule, settings, positive: positive.map { classes[$0] }, label: positive, judged)
  }

  /// The folds beside a fold in its repeat; where there are none, other repeats.
  private func others(of outcome: FoldOutcome, in outcomes: [FoldOutcome]) -> [FoldOutcome] {
    let beside = outcomes.filter {
      $0.task.number == outcome.task.number && $0.task.fold != outcome.task.fold
    }
    return beside.isEmpty ? outcomes.filter { $0.task.number != outcome.task.number } : beside
  }

  private func predictions(_ outcomes: [FoldOutcome], _ session: Session) throws -> Predictions {
    try FoldOutcome.predictions(
      session, items: outcomes.flatMap(\.task.test),
      probabilities: outcomes.flatMap(\.probabilities))
  }

  private func rule(fittedTo predictions: Predictions) -> DecisionRule {
    var rule = DecisionRule()
    switch settings.calibration {
    case .temperature: rule.temperature = TemperatureScaling(fittedTo: predictions)
    case .vector: rule.vector = VectorScaling(fittedTo: predictions)
    case nil: break
    }
    let calibrated = rule.calibrated(predictions)
    if let positive {
      let chosen =
        settings.targetPrecision.map {
          DecisionThreshold.reaching(precision: $0, of: positive, in: calibrated)
        }
        ?? settings.costs.map {
          DecisionThreshold.minimizing(
            falsePositive: $0.falseAlarm, falseNegative: $0.miss, of: positive, in: calibrated)
        } ?? nil
      // Where no threshold will do, the class is never taken.
      rule.threshold = DecisionRule.Threshold(
        label: positive, probability: chosen?.threshold ?? DecisionResult.never)
    }
    if let target = settings.answerAccuracy {
      rule.leastConfidence =
        RiskCoverageCurve(of: calibrated).point(reaching: target)?.threshold
        ?? DecisionResult.never
    }
    return rule
  }
}
