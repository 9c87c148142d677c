import Datasets
import Evaluation
import Files
import Tensors
import Training
import Workers

/// Cross-validates a recipe: every fold is judged on pictures that nothing of it has seen.
///
/// By default nothing is chosen: each fold trains a fixed number of epochs. With early stopping or a schedule
/// that waits for a plateau, the epoch is chosen on a stratified tenth of the training folds.
public struct CrossValidate {
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
    @ExplicitNull public private(set) var standardDeviation: Metrics?
    public let interval: CrossValidationSummary.Intervals
    public let perClass: [ClassScores]
    public let confusion: [[Int]]
    /// With `--baselines`, in the same folds.
    @ExplicitNull public private(set) var baselines: [Baseline]?
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

  private struct Task: Sendable {
    let number: Int
    let fold: Int
    let training: [Int]
    let choosing: [Int]
    let test: [Int]
  }

  private struct Outcome: Sendable {
    let task: Task
    let epoch: Int
    let probabilities: [Float]
    let report: ClassificationReport
  }

  private let configuration: RunConfiguration
  private let cache: CacheFolder
  private let reporter: any Reporter
  private let cancellation: Cancellation?

  public init(
    _ configuration: RunConfiguration, cache: CacheFolder = .standard(),
    reporter: any Reporter = SilentReporter(), cancellation: Cancellation? = nil
  ) {
    self.configuration = configuration
    self.cache = cache
    self.reporter = reporter
    self.cancellation = cancellation
  }

  /// - Parameter output: The run's folder; `nil` for the next free one under `runs`.
  /// - Throws: Anything ``Failure/init(_:)`` classifies.
  public func run(output: String? = nil, name: String? = nil) throws -> Result {
    try run(output: output, name: name, after: nil).result
  }

  /// - Parameter earlier: Of a cross-validation that differed in its head alone.
  func run(
    output: String?, name: String?, after earlier: Session?
  ) throws -> (result: Result, session: Session) {
    try configuration.validate()
    let folder = try RunFolder(output: output, name: name, command: "crossval")
    return try folder.removedIfNothingComesOfIt(reporter) { try run(in: folder, after: earlier) }
  }

  private func run(
    in folder: RunFolder, after earlier: Session?
  ) throws -> (result: Result, session: Session) {
    var stopwatch = Stopwatch()
    try JSONFile.write(configuration, to: folder.file("config.json"))
    let folds = try StratifiedFolds(
      foldCount: configuration.resampling.folds, repeatCount: configuration.resampling.repeats,
      seed: configuration.training.seed)
    let session = try Session(
      configuration, after: earlier, cache: cache, run: folder, reporter: reporter,
      cancellation: cancellation
    ) { dataset in
      _ = try folds.assignments(
        of: dataset, among: Self.trainable(Array(dataset.items.indices), in: dataset))
    }
    try RunOrigin(of: session).keepOrCompare(in: folder, resuming: false)
    let items = Self.trainable(session.usable, in: session.dataset)
    if items.count < session.usable.count {
      reporter.note(
        "\(session.usable.count - items.count) images under test/ are left out: they are for the end"
      )
    }
    let assignments = try folds.assignments(
      of: session.dataset, among: items, groups: session.split.groups)
    stopwatch.trainingBegins()
    let outcomes = try outcomes(session, tasks(session, assignments))
    try write(session, assignments, outcomes, to: folder)
    let summary = try summary(session, outcomes)
    let baselines = try baselines(session, outcomes)
    var refitEpochs: Int?
    if configuration.resampling.refits {
      refitEpochs = try refit(session, items, outcomes, summary, folder)
    }
    let result = result(
      session, summary, baselines, refitEpochs, folder, stopwatch.effort(session))
    try JSONFile.write(result, to: folder.file("metrics.json"))
    RunReport(in: folder, of: session).write(.crossValidation(result, configuration))
    return (result, session)
  }

  // MARK: Folds

  /// The items that folds and final model may see: not those that the folders set aside for testing.
  private static func trainable(_ items: [Int], in dataset: Dataset) -> [Int] {
    guard let splits = dataset.splits else { return items }
    let test = Set(splits.test)
    return items.filter { !test.contains($0) }
  }

  private func tasks(_ session: Session, _ assignments: [FoldAssignment]) throws -> [Task] {
    let choosing = try StratifiedSplit(fraction: 0.1, seed: configuration.training.seed)
    return try assignments.enumerated().flatMap { number, assignment in
      try (0..<assignment.foldCount).map { fold in
        var training = assignment.training(fold)
        var chosen: [Int] = []
        if configuration.training.flagThatNeedsValidation != nil {
          let split = try choosing.split(
            session.dataset, among: training, groups: session.split.groups,
            use: .choosing(repeat: number, fold: fold))
          (training, chosen) = (split.kept, split.heldOut)
        }
        return Task(
          number: number, fold: fold, training: training, choosing: chosen,
          test: assignment.test(fold))
      }
    }
  }

  /// Fits of heads are independent: one a worker. Through the backbone one comes after the other, each with all
  /// workers.
  private func outcomes(_ session: Session, _ tasks: [Task]) throws -> [Outcome] {
    let counter = ProgressCounter(
      total: tasks.count, task: "folds", unit: "folds", reporter: reporter)
    let (settings, cancellation, reporter) = (configuration.training, cancellation, reporter)
    let isHeadAlone = configuration.trainsHeadAlone
    let workers = isHeadAlone ? nil : session.workers
    let fit = { @Sendable (task: Task) throws -> Outcome in
      // Repeats differ in their initial weights, order and dropout too, as fits in real life do.
      var own = settings
      if task.number > 0 {
        var stream = RandomStream(
          seed: settings.seed, purpose: .initialization, UInt64(task.number))
        own.seed = stream.next()
      }
      let initial = try session.initialParameters(seed: own.seed)
      let trainer = try session.trainer.with(own, stoppingAfter: own.epochs)
      let fit = try trainer.fit(
        source: session.source, training: task.training, validation: task.choosing,
        initial: initial, workers: workers, cancellation: cancellation,
        observer: FitObserver(afterEpoch: { record, _, _ in
          guard !isHeadAlone else { return }
          reporter.note(
            "repeat \(task.number + 1) fold \(task.fold + 1) epoch \(record.epoch)/\(own.epochs): "
              + "training loss \(Figure.of(record.trainingLoss)) accuracy "
              + "\(Figure.percent(record.trainingAccuracy))")
        }))
      let parameters = initial.merging(fit.parameters) { $1 }
      let probabilities = try trainer.probabilities(
        session.source(for: trainer.phases[trainer.phases.count - 1], parameters: parameters),
        items: task.test, parameters: parameters, workers: workers)
      let report = try Self.report(session, items: task.test, probabilities: probabilities)
      counter.advance(by: 1)
      return Outcome(
        task: task, epoch: fit.epoch, probabilities: probabilities, report: report)
    }
    guard isHeadAlone else {
      return try tasks.map { task in try session.workers.run { try fit(task) } }
    }
    return try session.workers.map(tasks.count, cancellation: cancellation) { _, index in
      try fit(tasks[index])
    }
  }

  private static func report(
    _ session: Session, items: [Int], probabilities: [Float]
  ) throws -> ClassificationReport {
    ClassificationReport(
      of: try Predictions(
        probabilities: probabilities, labels: items.map { session.dataset.items[$0].label },
        classCount: session.dataset.classes.count),
      classes: session.dataset.classes)
  }

  private func summary(_ session: Session, _ outcomes: [Outcome]) throws -> CrossValidationSummary {
    let folds = outcomes.map { outcome in
      CrossValidationSummary.Fold(
        repeat: outcome.task.number + 1, fold: outcome.task.fold + 1,
        accuracy: outcome.report.accuracy, balancedAccuracy: outcome.report.balancedAccuracy,
        macroPrecision: outcome.report.macroPrecision.value,
        macroRecall: outcome.report.macroRecall.value, macroF1: outcome.report.macroF1.value,
        logLoss: outcome.report.logLoss, epoch: outcome.epoch,
        trainingItems: outcome.task.training.count, testItems: outcome.task.test.count,
        confusion: outcome.report.confusion.counts)
    }
    return CrossValidationSummary(
      folds: folds, foldCount: configuration.resampling.folds,
      pooled: try Self.report(
        session, items: outcomes.flatMap(\.task.test),
        probabilities: outcomes.flatMap(\.probabilities)))
  }

  /// What the classifiers on frozen features reach that a recipe has to beat; `nil` where nobody asked.
  private func baselines(_ session: Session, _ outcomes: [Outcome]) throws -> [Baseline]? {
    guard configuration.resampling.comparesBaselines == true,
      let table = try session.source(
        for: session.trainer.phases[0], parameters: session.parameters) as? FeatureTable
    else { return nil }
    return try Baselines(
      table: table, classCount: session.dataset.classes.count, workers: session.workers,
      reporter: reporter, cancellation: cancellation
    ).compared(
      outcomes.map {
        Baselines.Fold(training: $0.task.training + $0.task.choosing, test: $0.task.test)
      }, recipe: outcomes.map(\.report.accuracy), foldCount: configuration.resampling.folds)
  }

  // MARK: The final model

  /// Trains on all that the folds saw, for the middle one of the epochs that the folds chose.
  private func refit(
    _ session: Session, _ items: [Int], _ outcomes: [Outcome], _ summary: CrossValidationSummary,
    _ folder: RunFolder
  ) throws -> Int {
    let epochs = outcomes.map(\.epoch).sorted()[outcomes.count / 2]
    var settings = configuration.training
    // The schedule keeps the length that the folds had; training only stops where they did.
    settings.earlyStoppingPatience = nil
    settings.minimumDelta = 0
    reporter.note("final model: \(epochs) epochs on \(items.count) images")
    let trainer = try session.trainer.with(settings, stoppingAfter: epochs)
    let initial = try session.initialParameters(seed: settings.seed)
    let workers = configuration.trainsHeadAlone ? nil : session.workers
    let fit = try session.workers.run { [cancellation] in
      try trainer.fit(
        source: session.source, training: items, initial: initial, workers: workers,
        cancellation: cancellation)
    }
    var model = session.model(initial.merging(fit.parameters) { $1 })
    model.description.crossValidation = summary
    try model.write(to: folder.path)
    return epochs
  }

  // MARK: Files

  private func write(
    _ session: Session, _ assignments: [FoldAssignment], _ outcomes: [Outcome],
    to folder: RunFolder
  ) throws {
    let rows = assignments.enumerated().flatMap { $1.csvRows(of: session.dataset, repeat: $0) }
    try AtomicFile.write(
      CSVFile.text(header: FoldAssignment.csvHeader, rows: rows), to: folder.file("folds.csv"))
    var predictions = PredictionTable(
      classes: session.dataset.classes, extra: ["repeat", "fold"])
    var results: [[String]] = []
    for outcome in outcomes {
      let place = ["\(outcome.task.number + 1)", "\(outcome.task.fold + 1)"]
      predictions.append(
        outcome.task.test.map { session.dataset.items[$0] },
        probabilities: outcome.probabilities, values: place)
      let metrics = Metrics(outcome.report)
      results.append(
        place + [
          "\(metrics.accuracy)", "\(metrics.balancedAccuracy)",
          "\(outcome.report.macroPrecision.value)", "\(outcome.report.macroRecall.value)",
          "\(metrics.macroF1)", "\(metrics.logLoss)", "\(outcome.epoch)",
        ])
    }
    try AtomicFile.write(predictions.text, to: folder.file("predictions.csv"))
    try AtomicFile.write(
      CSVFile.text(
        header: [
          "repeat", "fold", "accuracy", "balancedAccuracy", "macroPrecision", "macroRecall",
          "macroF1", "logLoss", "epoch",
        ], rows: results), to: folder.file("results.csv"))
  }

  private func result(
    _ session: Session, _ summary: CrossValidationSummary, _ baselines: [Baseline]?,
    _ refitEpochs: Int?, _ folder: RunFolder, _ effort: Effort
  ) -> Result {
    Result(
      command: "crossval", run: folder.path, model: refitEpochs.map { _ in folder.path },
      backbone: session.backboneName, freeze: "\(configuration.backbone.freeze)",
      classes: session.dataset.classes, seed: configuration.training.seed,
      epochs: configuration.training.epochs, folds: summary.folds, mean: summary.mean,
      macroPrecision: summary.macroPrecision, macroRecall: summary.macroRecall,
      standardDeviation: summary.standardDeviation, interval: summary.interval,
      perClass: summary.perClass, confusion: summary.confusion, baselines: baselines,
      refitEpochs: refitEpochs,
      seconds: effort.seconds, images: effort.images, imagesPerSecond: effort.imagesPerSecond,
      peakMemoryBytes: effort.peakMemoryBytes, skipped: session.problems.count,
      grouped: !session.split.isTrivial)
  }
}
