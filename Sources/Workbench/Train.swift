import Datasets
import Evaluation
import Files
import Foundation
import Glibc
import Tensors
import Training
import WeightFiles
import Workers

/// Fine-tunes a network under a freezing policy: the best epoch on a validation part is kept.
public struct Train {
  /// What `graft train --json` prints.
  public struct Result: Codable, Sendable {
    public struct Best: Codable, Sendable {
      public let epoch: Int
      /// On the validation part; `nil` without one.
      @ExplicitNull public private(set) var accuracy: Double?
      @ExplicitNull public private(set) var loss: Double?
    }

    public let command: String
    public let run: String
    public let model: String
    public let backbone: String
    public let freeze: String
    public let classes: [String]
    public let seed: UInt64
    public let epochs: Int
    public let best: Best
    /// `nil` if there is neither a validation nor a test part.
    @ExplicitNull public private(set) var metrics: Metrics?
    /// What `metrics` were measured on: `test`, or `validation (used for selection)`.
    @ExplicitNull public private(set) var metricsOn: String?
    /// Of the test part's accuracy; there is none for a part that chose the epoch.
    @ExplicitNull public private(set) var interval: Interval?
    /// Of its other figures, by drawing pictures, those of a group together.
    @ExplicitNull public private(set) var bootstrap: MetricIntervals?
    /// This and what follows of the same pictures, and `nil` as `metrics`.
    @ExplicitNull public private(set) var macroPrecision: Double?
    @ExplicitNull public private(set) var macroRecall: Double?
    /// For which classes these have no value.
    @ExplicitNull public private(set) var undefined: UndefinedClasses?
    /// `nil` with five classes or fewer, too.
    @ExplicitNull public private(set) var top5Accuracy: Double?
    /// In the order of `classes`.
    @ExplicitNull public private(set) var perClass: [ClassScores]?
    /// `[true class][predicted class]`.
    @ExplicitNull public private(set) var confusion: [[Int]]?
    @ExplicitNull public private(set) var details: ClassificationDetails?
    public let seconds: Effort.Seconds
    public let images: Int
    @ExplicitNull public private(set) var imagesPerSecond: Double?
    public let peakMemoryBytes: Int
    public let skipped: Int
    /// On the pictures that `metrics` were measured on; `nil` where they were not judged.
    @ExplicitNull public private(set) var baselines: [Baseline]?
  }

  /// What the model said of pictures that it did not train on.
  private struct Judgment {
    let report: ClassificationReport
    let details: ClassificationDetails
    /// `nil` of a part that chose the epoch.
    let intervals: MetricIntervals?
    /// Of each picture.
    let correct: [Bool]
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
    try configuration.validate()
    let folder = try RunFolder(output: output, name: name, command: "train")
    return try folder.removedIfNothingComesOfIt(reporter) {
      try JSONFile.write(configuration, to: folder.file("config.json"))
      return try run(in: folder, resuming: false)
    }
  }

  /// Goes on with a run that was interrupted or killed, from its last checkpoint; it ends in the files that it
  /// would have ended in.
  /// - Parameters:
  ///   - path: The run's folder.
  ///   - machine: Threads and memory, which change no result, may be others than the run began with.
  /// - Throws: Anything ``Failure/init(_:)`` classifies.
  public static func resume(
    _ path: String, machine: RunConfiguration.Machine, cache: CacheFolder = .standard(),
    reporter: any Reporter = SilentReporter(), cancellation: Cancellation? = nil
  ) throws -> Result {
    let folder = try RunFolder(resuming: path)
    let configuration = try RunConfiguration(resuming: folder, command: .train, machine: machine)
    let train = Train(configuration, cache: cache, reporter: reporter, cancellation: cancellation)
    do {
      return try folder.recorded(reporter) { try train.run(in: folder, resuming: true) }
    } catch { throw try train.checkpoints(in: folder).locating(error) }
  }

  private func run(in folder: RunFolder, resuming: Bool) throws -> Result {
    var stopwatch = Stopwatch()
    let session = try Session(
      configuration, cache: cache, run: folder, reporter: reporter, cancellation: cancellation
    ) { dataset in
      let planned = try DataParts(of: dataset, configuration)
      let training = configuration.training
      let flag =
        training.flagThatNeedsValidation ?? (training.monitor == .accuracy ? nil : "--monitor")
      if let flag, planned.validation.isEmpty { throw WorkbenchError.noValidation(flag: flag) }
      try WorkbenchError.require(
        configuration.resampling.comparesBaselines != true
          || !planned.validation.isEmpty || !planned.test.isEmpty, "--val-split or --test-split",
        "above 0 with --baselines, which are judged on what was held out", "0")
    }
    try RunOrigin(of: session).keepOrCompare(in: folder, resuming: resuming)
    let parts = try DataParts(
      of: session.dataset, among: session.usable, groups: session.split.groups, configuration)
    stopwatch.trainingBegins()
    let fit = try fit(session, parts, folder, resuming: resuming)
    let parameters = try session.initialParameters(seed: configuration.training.seed)
      .merging(fit.parameters) { $1 }
    let model = session.model(parameters)
    try model.write(to: folder.path)
    let judged = parts.test.isEmpty ? parts.validation : parts.test
    let judgment = try judge(
      session, parameters, items: judged, isTest: !parts.test.isEmpty, folder)
    let split = JudgedSplit(training: parts.training, judged: judged)
    let baselines = try baselines(session, split, judgment)
    let result = result(
      session, fit, parts, judgment, baselines, folder, stopwatch.effort(session))
    try JSONFile.write(result, to: folder.file("metrics.json"))
    let explainer = MistakeExplainer(
      model, in: session.dataset, workers: session.workers, cancellation: cancellation)
    RunReport(in: folder, of: session, explainer: explainer)
      .write(.training(result, configuration)) {
        try ReportMaterial(of: session, [split], parts: parts, in: folder, hasModel: true)
      }
    return result
  }

  private func fit(
    _ session: Session, _ parts: DataParts, _ folder: RunFolder, resuming: Bool
  ) throws -> Fit {
    let checkpoints = try checkpoints(in: folder)
    let resumption = resuming ? try checkpoints.resumption(reporter) : nil
    if resuming, resumption == nil {
      reporter.note("\(folder.path) has no checkpoint yet: the run starts over")
    }
    if let resumption {
      reporter.note("going on after epoch \(resumption.epochs)")
      if resumption.kernels != session.trainer.kernels.identity {
        reporter.warn(
          "the run began on \(resumption.kernels) and goes on on "
            + "\(session.trainer.kernels.identity): its result is not the one that it would have had there"
        )
      }
    }
    let initial = try session.initialParameters(seed: configuration.training.seed)
    let workers = configuration.trainsHeadAlone ? nil : session.workers
    let (configuration, reporter, cancellation) = (configuration, reporter, cancellation)
    do {
      return try session.workers.run {
        let record = try RunRecord(
          configuration, session: session, training: parts.training, folder: folder,
          reporter: reporter, resumption: resumption, isFirstLife: !resuming)
        return try session.trainer.fit(
          source: session.source, training: parts.training, validation: parts.validation,
          initial: initial, workers: workers, resuming: resumption, cancellation: cancellation,
          observer: FitObserver(
            afterEpoch: record.add,
            save: { checkpoint, isBest in
              try checkpoints.folder.save(checkpoint(), isBest: isBest)
            },
            afterStep: { epoch, step, steps in
              // A head's steps are too short to watch.
              guard workers != nil else { return }
              reporter.progress("epoch \(epoch)", done: step, of: steps, unit: "steps")
            }))
      }
    } catch { throw checkpoints.locating(error) }
  }

  private func checkpoints(in folder: RunFolder) throws -> Checkpoints {
    Checkpoints(
      folder: CheckpointFolder(
        path: try folder.subfolder("checkpoints"),
        keptCount: configuration.recording.keptCheckpoints),
      run: folder.path, command: .train)
  }

  private func judge(
    _ session: Session, _ parameters: [String: Tensor], items: [Int], isTest: Bool,
    _ folder: RunFolder
  ) throws -> Judgment? {
    guard !items.isEmpty else { return nil }
    let workers = configuration.trainsHeadAlone ? nil : session.workers
    let probabilities = try session.workers.run {
      let trainer = session.trainer
      return try trainer.probabilities(
        session.source(for: trainer.phases[trainer.phases.count - 1], parameters: parameters),
        items: items, parameters: parameters, workers: workers)
    }
    var table = PredictionTable(classes: session.dataset.classes)
    table.append(
      items.map { session.dataset.items[$0] }, probabilities: probabilities)
    try AtomicFile.write(table.text, to: folder.file("predictions.csv"))
    let predictions = try Predictions(
      probabilities: probabilities, labels: items.map { session.dataset.items[$0].label },
      classCount: session.dataset.classes.count)
    let groups = session.split.groups.indexes
    return Judgment(
      report: ClassificationReport(of: predictions, classes: session.dataset.classes),
      details: ClassificationDetails(of: predictions, classes: session.dataset.classes),
      intervals: isTest ? MetricIntervals(of: predictions, groups: items.map { groups[$0] }) : nil,
      correct: zip(predictions.predictedLabels, predictions.labels).map { $0 == $1 })
  }

  /// What the classifiers on frozen features reach that the model has to beat; `nil` where they are not judged.
  private func baselines(
    _ session: Session, _ split: JudgedSplit, _ judgment: Judgment?
  ) throws -> [Baseline]? {
    guard let judgment, configuration.resampling.comparesBaselines != false else { return nil }
    return try session.baselines {
      try $0.compared(
        Baselines.Fold(training: split.training, test: split.judged), recipe: judgment.correct)
    }
  }

  private func result(
    _ session: Session, _ fit: Fit, _ parts: DataParts, _ judgment: Judgment?,
    _ baselines: [Baseline]?, _ folder: RunFolder, _ effort: Effort
  ) -> Result {
    let best = fit.history.first { $0.epoch == fit.epoch }
    return Result(
      command: "train", run: folder.path, model: folder.path, backbone: session.backboneName,
      freeze: "\(configuration.backbone.freeze)", classes: session.dataset.classes,
      seed: configuration.training.seed, epochs: fit.history.count,
      best: Result.Best(
        epoch: fit.epoch, accuracy: best?.validationAccuracy, loss: best?.validationLoss),
      metrics: judgment.map { Metrics($0.report) },
      metricsOn: judgment.map { _ in
        parts.test.isEmpty ? "validation (used for selection)" : "test"
      },
      interval: parts.test.isEmpty ? nil : judgment?.report.accuracyInterval,
      bootstrap: judgment?.intervals,
      macroPrecision: judgment?.report.macroPrecision.value,
      macroRecall: judgment?.report.macroRecall.value,
      undefined: judgment.map {
        UndefinedClasses($0.report, classes: session.dataset.classes)
      }, top5Accuracy: judgment?.report.top5Accuracy, perClass: judgment?.report.perClass,
      confusion: judgment?.report.confusion.counts, details: judgment?.details,
      seconds: effort.seconds, images: effort.images, imagesPerSecond: effort.imagesPerSecond,
      peakMemoryBytes: effort.peakMemoryBytes, skipped: session.problems.count,
      baselines: baselines)
  }
}
