import Evaluation

/// The figures of a cross-validation, as they are printed and kept with the model.
public struct CrossValidationSummary: Codable, Sendable {
  public struct Fold: Codable, Sendable {
    /// Both count from 1.
    public let `repeat`: Int
    public let fold: Int
    /// That was left out, where each fold is a group; `nil` otherwise.
    @ExplicitNull public private(set) var group: String?
    public let accuracy: Double
    public let balancedAccuracy: Double
    public let macroPrecision: Double
    public let macroRecall: Double
    public let macroF1: Double
    public let logLoss: Double
    /// For which classes these have no value; `nil` in what was written before it was told.
    @ExplicitNull public private(set) var undefined: UndefinedClasses?
    /// The epoch whose weights were judged; 0 for a classifier without epochs.
    public let epoch: Int
    /// Without those that chose the epoch.
    public let trainingItems: Int
    public let testItems: Int
    /// `[true class][predicted class]`
    public let confusion: [[Int]]

    init(_ outcome: FoldOutcome, classes: [String], group: String?) {
      let report = outcome.report
      `repeat` = outcome.task.number + 1
      fold = outcome.task.fold + 1
      self.group = group
      accuracy = report.accuracy
      balancedAccuracy = report.balancedAccuracy
      macroPrecision = report.macroPrecision.value
      macroRecall = report.macroRecall.value
      macroF1 = report.macroF1.value
      logLoss = report.logLoss
      undefined = UndefinedClasses(report, classes: classes)
      epoch = outcome.epoch
      trainingItems = outcome.task.training.count
      testItems = outcome.task.test.count
      confusion = report.confusion.counts
    }
  }

  /// Bounds of the mean's 95 % interval, or `nil` with the reason.
  public struct Intervals: Codable, Sendable {
    @ExplicitNull public private(set) var accuracy: [Double]?
    @ExplicitNull public private(set) var balancedAccuracy: [Double]?
    @ExplicitNull public private(set) var macroF1: [Double]?
    @ExplicitNull public private(set) var logLoss: [Double]?
    public let level: Double
    public let method: String
    @ExplicitNull public private(set) var missing: ResampledMean.MissingInterval?
  }

  public let folds: [Fold]
  public let mean: Metrics
  /// Means over the folds.
  public let macroPrecision: Double
  public let macroRecall: Double
  /// In one fold or more; `nil` in what was written before it was told.
  @ExplicitNull public private(set) var undefined: UndefinedClasses?
  @ExplicitNull public private(set) var standardDeviation: Metrics?
  public let interval: Intervals
  /// `[true class][predicted class]`, over all folds of all repeats.
  public let confusion: [[Int]]
  /// In the order of the classes, over all folds of all repeats.
  public let perClass: [ClassScores]

  /// - Parameters:
  ///   - testToTrainRatio: Items of a test part over items of a training part.
  ///   - pooled: Every test item of every repeat together.
  init(folds: [Fold], testToTrainRatio: Double, pooled: ClassificationReport) {
    func mean(_ value: (Fold) -> Double) -> ResampledMean {
      ResampledMean(of: folds.map(value), testToTrainRatio: testToTrainRatio)
    }
    let accuracy = mean(\.accuracy)
    let balanced = mean(\.balancedAccuracy)
    let macroF1 = mean(\.macroF1)
    let logLoss = mean(\.logLoss)
    self.folds = folds
    self.mean = Metrics(
      accuracy: accuracy.mean, balancedAccuracy: balanced.mean, macroF1: macroF1.mean,
      logLoss: logLoss.mean)
    standardDeviation =
      accuracy.standardDeviation.map {
        Metrics(
          accuracy: $0, balancedAccuracy: balanced.standardDeviation ?? 0,
          macroF1: macroF1.standardDeviation ?? 0, logLoss: logLoss.standardDeviation ?? 0)
      }
    interval = Intervals(
      accuracy: accuracy.interval?.bounds, balancedAccuracy: balanced.interval?.bounds,
      macroF1: macroF1.interval?.bounds, logLoss: logLoss.interval?.bounds, level: 0.95,
      method: ResampledMean.method, missing: accuracy.missingInterval)
    macroPrecision = mean(\.macroPrecision).mean
    macroRecall = mean(\.macroRecall).mean
    undefined = UndefinedClasses(
      ofAnyAmong: folds.compactMap(\.undefined), classes: pooled.perClass.map(\.label))
    confusion = pooled.confusion.counts
    perClass = pooled.perClass
  }
}
