import Datasets
import Evaluation
import Files
import Foundation
import Tensors
import Training
import WeightFiles
import Workers

/// Fine-tunes one head: the best epoch on a validation part is kept.
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
    public let seconds: Effort.Seconds
    public let images: Int
    @ExplicitNull public private(set) var imagesPerSecond: Double?
    public let peakMemoryBytes: Int
    public let skipped: Int
  }

  private struct Parts {
    let training: [Int]
    let validation: [Int]
    let test: [Int]
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
    return try folder.removedIfNothingComesOfIt { try run(in: folder) }
  }

  private func run(in folder: RunFolder) throws -> Result {
    var stopwatch = Stopwatch()
    try JSONFile.write(configuration, to: folder.file("config.json"))
    let session = try Session(
      configuration, cache: cache, run: folder, reporter: reporter, cancellation: cancellation
    ) { dataset in
      let planned = try self.parts(of: dataset, usable: Array(dataset.items.indices))
      let training = configuration.training
      let flag =
        training.flagThatNeedsValidation ?? (training.monitor == .accuracy ? nil : "--monitor")
      if let flag, planned.validation.isEmpty { throw WorkbenchError.noValidation(flag: flag) }
    }
    let parts = try self.parts(of: session.dataset, usable: session.features.usable)
    stopwatch.trainingBegins()
    let fit = try fit(session, parts, folder)
    let model = session.model(head: fit.parameters)
    try model.write(to: folder.path)
    let judged = parts.test.isEmpty ? parts.validation : parts.test
    let report = try judge(session, fit, items: judged, folder)
    let result = result(session, fit, parts, report, folder, stopwatch.effort(session))
    try JSONFile.write(result, to: folder.file("metrics.json"))
    return result
  }

  private func parts(of dataset: Dataset, usable items: [Int]) throws -> Parts {
    var training = items
    var validation: [Int] = []
    var test: [Int] = []
    if let splits = dataset.splits {
      let usable = Set(items)
      training = splits.training.filter(usable.contains)
      validation = splits.validation.filter(usable.contains)
      test = splits.test.filter(usable.contains)
      try requireWholeGroups(of: dataset, in: [training, validation, test])
    }
    let seed = configuration.training.seed
    if test.isEmpty, configuration.data.testFraction > 0 {
      let split = try StratifiedSplit(fraction: configuration.data.testFraction, seed: seed)
        .split(dataset, among: training, use: .test)
      (training, test) = (split.kept, split.heldOut)
    }
    if validation.isEmpty, configuration.data.validationFraction > 0 {
      // The fraction is of everything, also where a test part has been set aside.
      let fraction =
        dataset.splits == nil
        ? configuration.data.validationFraction / (1 - configuration.data.testFraction)
        : configuration.data.validationFraction
      let split = try StratifiedSplit(fraction: fraction, seed: seed)
        .split(dataset, among: training, use: .validation)
      (training, validation) = (split.kept, split.heldOut)
    }
    return Parts(training: training, validation: validation, test: test)
  }

  /// Folders divide as they like; a group on both sides would flatter the figure.
  private func requireWholeGroups(of dataset: Dataset, in parts: [[Int]]) throws {
    var seen: [String: (part: Int, item: Int)] = [:]
    for (part, items) in parts.enumerated() {
      for item in items {
        guard let group = dataset.items[item].group else { continue }
        if let other = seen[group], other.part != part {
          throw WorkbenchError.groupDivided(
            group: group, paths: [other.item, item].map { dataset.items[$0].relativePath })
        }
        seen[group] = (part, item)
      }
    }
  }

  private func fit(
    _ session: Session, _ parts: Parts, _ folder: RunFolder
  ) throws -> HeadFit {
    let recording = configuration.recording
    let checkpoints = Checkpoints(
      folder: CheckpointFolder(
        path: try folder.subfolder("checkpoints"), keptCount: recording.keptCheckpoints))
    let initial = try session.initialHead(seed: configuration.training.seed)
    let epochs = configuration.training.epochs
    let monitor = configuration.training.monitor
    let reporter = reporter
    let cancellation = cancellation
    do {
      return try session.workers.run {
        let events = try RunEvents(folder: folder.path)
        try events.add(viewsOf: parts.training, in: session)
        var table = ResultsTable()
        var clock = EpochClock(epochs: epochs, images: parts.training.count)
        return try session.trainer.fit(
          session.features.table, training: parts.training, validation: parts.validation,
          initial: initial, cancellation: cancellation
        ) { record, isBest, parameters in
          // The checkpoint comes last: what resumes from it finds its epoch in the other two.
          let pace = clock.end(of: record.epoch)
          table.append(record, seconds: pace.seconds)
          try AtomicFile.write(table.text, to: folder.file("results.csv"))
          try events.add(
            record, histograms: recording.histograms ? session.trained(parameters()) : [:])
          try checkpoints.save(record, isBest: isBest, parameters: parameters)
          reporter.note(record.sentence(of: epochs, monitor: monitor, at: pace))
        }
      }
    } catch { throw checkpoints.locating(error) }
  }

  private func judge(
    _ session: Session, _ fit: HeadFit, items: [Int], _ folder: RunFolder
  ) throws -> ClassificationReport? {
    guard !items.isEmpty else { return nil }
    let probabilities = try session.workers.run {
      try session.trainer.probabilities(
        session.features.table, items: items,
        parameters: session.parameters.merging(fit.parameters) { $1 })
    }
    let labels = items.map { session.features.table.labels[$0] }
    var table = PredictionTable(classes: session.dataset.classes)
    table.append(
      items.map { session.dataset.items[$0] }, probabilities: probabilities)
    try AtomicFile.write(table.text, to: folder.file("predictions.csv"))
    return ClassificationReport(
      of: try Predictions(
        probabilities: probabilities, labels: labels, classCount: session.dataset.classes.count),
      classes: session.dataset.classes)
  }

  private func result(
    _ session: Session, _ fit: HeadFit, _ parts: Parts, _ report: ClassificationReport?,
    _ folder: RunFolder, _ effort: Effort
  ) -> Result {
    let best = fit.history.first { $0.epoch == fit.epoch }
    return Result(
      command: "train", run: folder.path, model: folder.path, backbone: session.backboneName,
      freeze: "\(configuration.backbone.freeze)", classes: session.dataset.classes,
      seed: configuration.training.seed, epochs: fit.history.count,
      best: Result.Best(
        epoch: fit.epoch, accuracy: best?.validationAccuracy, loss: best?.validationLoss),
      metrics: report.map(Metrics.init),
      metricsOn: report.map { _ in
        parts.test.isEmpty ? "validation (used for selection)" : "test"
      },
      interval: parts.test.isEmpty ? nil : report?.accuracyInterval,
      seconds: effort.seconds, images: effort.images, imagesPerSecond: effort.imagesPerSecond,
      peakMemoryBytes: effort.peakMemoryBytes, skipped: session.features.problems.count)
  }
}
