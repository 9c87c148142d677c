import Evaluation

extension Monitor {
  /// The figure of what was predicted, where no ``EpochRecord`` has it anyway.
  /// - Parameter probabilities: `[items, classes]`, row by row.
  /// - Returns: `nil` for what every record has.
  /// - Throws: `EvaluationError` if the rows are no probabilities.
  func figure(
    of confusion: ConfusionMatrix, probabilities: [Float], labels: [Int]
  ) throws -> MetricValue? {
    func predictions() throws -> Predictions {
      try Predictions(
        probabilities: probabilities, labels: labels, classCount: confusion.classCount)
    }
    switch self {
    case .accuracy, .loss, .balancedAccuracy, .macroF1: return nil
    case .macroPrecision: return MetricValue(confusion.macroPrecision?.value)
    case .macroRecall: return MetricValue(confusion.macroRecall?.value)
    case .microPrecision: return confusion.microPrecision
    case .microRecall: return confusion.microRecall
    case .microF1: return confusion.microF1
    case .weightedPrecision: return MetricValue(confusion.weightedPrecision?.value)
    case .weightedRecall: return MetricValue(confusion.weightedRecall?.value)
    case .weightedF1: return MetricValue(confusion.weightedF1?.value)
    case .top5Accuracy: return MetricValue(try predictions().topAccuracy(5), else: .tooFewClasses)
    case .matthews: return confusion.matthewsCorrelation
    case .kappa: return confusion.cohenKappa
    case .areaUnderROC: return try predictions().macroAreaUnderROC.value
    case .weightedAreaUnderROC: return try predictions().weightedAreaUnderROC.value
    case .averagePrecision: return try predictions().meanAveragePrecision.value
    case .logLoss: return .defined(try predictions().logLoss)
    case .brierScore: return .defined(try predictions().brierScore)
    case .calibrationError:
      return .defined(ReliabilityDiagram(of: try predictions()).expectedCalibrationError)
    }
  }
}
