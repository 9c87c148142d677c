import Evaluation

extension CrossValidate {
  /// What `graft crossval --json` prints.
  public struct Result: Codable, Sendable {
    public let command: String
    public let run: String
    /// Where the final model is; `nil` without `--refit`.
    @ExplicitNull public private(set) var model: String?
    public let backbone: String
    public let freeze: String
    public let classes: [String]
    public let seed: UInt64
    public let epochs: Int
    public let folds: [CrossValidationSummary.Fold]
    public let mean: Metrics
    /// Means over the folds.
    public let macroPrecision: Double
    public let macroRecall: Double
    /// For which classes these have no value, in one fold or more.
    @ExplicitNull public private(set) var undefined: UndefinedClasses?
    /// Over all judgments of all folds together; `nil` with five classes or fewer.
    @ExplicitNull public private(set) var top5Accuracy: Double?
    @ExplicitNull public private(set) var standardDeviation: Metrics?
    public let interval: CrossValidationSummary.Intervals
    public let perClass: [ClassScores]
    public let confusion: [[Int]]
    /// Over all judgments of all folds together.
    public let details: ClassificationDetails
    /// In the same folds; `nil` where they were not judged.
    @ExplicitNull public private(set) var baselines: [Baseline]?
    /// With `--nested`.
    @ExplicitNull public private(set) var nested: NestedResult?
    /// With `--calibrate`, `--answer-accuracy` or `--positive`.
    @ExplicitNull public private(set) var decision: DecisionResult?
    /// Where copies were kept together and the backbone is frozen.
    @ExplicitNull public private(set) var copies: CopiesEffect?
    /// With `--learning-curve`.
    @ExplicitNull public private(set) var learningCurve: LearningCurve?
    /// Epochs that the final model was trained for.
    @ExplicitNull public private(set) var refitEpochs: Int?
    public let seconds: Effort.Seconds
    public let images: Int
    @ExplicitNull public private(set) var imagesPerSecond: Double?
    public let peakMemoryBytes: Int
    public let skipped: Int
    /// Whether pictures that belong together were kept on one side of every split.
    public let grouped: Bool
  }

  /// What a result has beside the folds' figures.
  struct Findings {
    let top5Accuracy: Double?
    let details: ClassificationDetails
    var baselines: [Baseline]?
    var nested: NestedResult?
    var decision: DecisionResult?
    var copies: CopiesEffect?
    var learningCurve: LearningCurve?
    var refitEpochs: Int?
    var isGrouped = false
  }

  func result(
    _ session: Session, _ summary: CrossValidationSummary, _ findings: Findings,
    _ folder: RunFolder, _ effort: Effort
  ) -> Result {
    Result(
      command: "crossval", run: folder.path,
      model: findings.refitEpochs.map { _ in folder.path },
      backbone: session.backboneName, freeze: "\(configuration.backbone.freeze)",
      classes: session.dataset.classes, seed: configuration.training.seed,
      epochs: configuration.training.epochs, folds: summary.folds, mean: summary.mean,
      macroPrecision: summary.macroPrecision, macroRecall: summary.macroRecall,
      undefined: summary.undefined, top5Accuracy: findings.top5Accuracy,
      standardDeviation: summary.standardDeviation, interval: summary.interval,
      perClass: summary.perClass, confusion: summary.confusion, details: findings.details,
      baselines: findings.baselines,
      nested: findings.nested, decision: findings.decision, copies: findings.copies,
      learningCurve: findings.learningCurve, refitEpochs: findings.refitEpochs,
      seconds: effort.seconds, images: effort.images, imagesPerSecond: effort.imagesPerSecond,
      peakMemoryBytes: effort.peakMemoryBytes, skipped: session.problems.count,
      grouped: findings.isGrouped)
  }
}
