import Datasets
import Files
import Foundation
import Graphs
import Tensors
import Training
import Workers

/// Sweeps the learning rate over the training pictures and suggests the one to train with. Of what the network
/// learns nothing is kept.
///
/// What is swept is the last phase of the freezing policy, from the weights that a training begins with.
public struct LearningRateFinder {
  /// What `graft lr-find --json` prints.
  public struct Result: Codable, Sendable {
    public let command: String
    public let run: String
    /// Two digits of the smaller one of `steepest` and a tenth of `minimum`.
    public let suggestion: Double
    /// The rate at which the smoothed loss falls fastest.
    public let steepest: Double
    /// The rate at which the smoothed loss is lowest.
    public let minimum: Double
    /// That were taken.
    public let steps: Int
    public let csv: String
    public let picture: String
  }

  private let configuration: RunConfiguration
  private let sweep: RateSweep
  private let cache: CacheFolder
  private let reporter: any Reporter
  private let cancellation: Cancellation?

  public init(
    _ configuration: RunConfiguration, sweep: RateSweep = RateSweep(),
    cache: CacheFolder = .standard(), reporter: any Reporter = SilentReporter(),
    cancellation: Cancellation? = nil
  ) {
    var configuration = configuration
    configuration.sweep = sweep
    configuration.training.optimizer.learningRate = sweep.lowest
    configuration.training.schedule = ScheduleConfiguration(name: .constant)
    self.configuration = configuration
    self.sweep = sweep
    self.cache = cache
    self.reporter = reporter
    self.cancellation = cancellation
  }

  /// - Parameter output: The run's folder; `nil` for the next free one under `runs`.
  /// - Throws: Anything ``Failure/init(_:)`` classifies. A curve without suggestion is written before it is
  ///   complained of.
  public func run(output: String? = nil, name: String? = nil) throws -> Result {
    try sweep.validate()
    try configuration.validate()
    let configuration = try swept()
    let folder = try RunFolder(output: output, name: name, command: "lr-find")
    return try folder.removedIfNothingComesOfIt(reporter) {
      var told = self.configuration
      told.training.epochs = configuration.training.epochs
      try JSONFile.write(told, to: folder.file("config.json"))
      let session = try Session(
        configuration, cache: cache, run: folder, reporter: reporter, cancellation: cancellation
      ) { _ = try DataParts(of: $0, configuration) }
      try RunOrigin(of: session).keepOrCompare(in: folder, resuming: false)
      return try result(of: curve(session, configuration), session, folder)
    }
  }

  /// A training whose only phase is the last of the one that is configured, as long as the sweep.
  private func swept() throws -> RunConfiguration {
    var configuration = configuration
    configuration.backbone.headEpochs = 0
    // In the end everything has thawed.
    if case .gradual = configuration.backbone.freeze { configuration.backbone.freeze = .nothing }
    // The averages of weights that are not kept.
    configuration.training.averageDecay = nil
    let dataset = try DatasetScan(
      of: configuration.data.path,
      options: configuration.data.scanOptions(), cache: ListingCache(cache)
    ).dataset
    let items = try DataParts(of: dataset, configuration).training.count
    let batches = max(1, items / configuration.training.batchSize)
    // Says how many views are drawn, and whether what is frozen is worth keeping.
    configuration.training.epochs = (sweep.steps + batches - 1) / batches
    return configuration
  }

  private func curve(_ session: Session, _ configuration: RunConfiguration) throws -> RateCurve {
    let parts = try DataParts(
      of: session.dataset, among: session.usable, groups: session.split.groups, configuration)
    let initial = try session.initialParameters(seed: configuration.training.seed)
    let workers = configuration.trainsHeadAlone ? nil : session.workers
    let (sweep, reporter, cancellation) = (sweep, reporter, cancellation)
    do {
      return try session.workers.run {
        try session.trainer.run(
          sweep, source: session.source, training: parts.training, initial: initial,
          workers: workers, cancellation: cancellation
        ) { step in
          // A head's steps are too short to watch.
          guard workers != nil else { return }
          reporter.progress("sweep", done: step, of: sweep.steps, unit: "steps")
        }
      }
    } catch TrainingError.diverged(let layer, _) {
      throw WorkbenchError.sweepNotFinite(layer: layer)
    }
  }

  private func result(
    of curve: RateCurve, _ session: Session, _ folder: RunFolder
  ) throws -> Result {
    let (csv, picture) = (folder.file("lr-find.csv"), folder.file("lr-find.svg"))
    let suggestion = RateSuggestion(of: curve, steps: sweep.steps)
    let learningRate = suggestion.map { Self.rounded($0.learningRate) }
    try AtomicFile.write(RateTable.text(of: curve), to: csv)
    try AtomicFile.write(
      RatePicture(
        curve: curve, sweep: sweep, suggestion: suggestion, learningRate: learningRate,
        title: "Learning rates for \(session.backboneName)", subtitle: subtitle(curve)
      ).text, to: picture)
    if let reason = reason(for: curve.ending) {
      reporter.note(
        "the sweep ended after \(curve.points.count) of \(sweep.steps) steps: \(reason)")
    }
    guard let suggestion, let learningRate else {
      guard RateSuggestion.isLongEnough(curve.points.count, steps: sweep.steps) else {
        throw WorkbenchError.sweepTooShort(
          steps: curve.points.count, from: sweep.lowest, picture: picture)
      }
      throw WorkbenchError.flatSweep(from: sweep.lowest, to: sweep.highest, picture: picture)
    }
    return Result(
      command: "lr-find", run: folder.path, suggestion: learningRate,
      steepest: suggestion.steepest.learningRate, minimum: suggestion.minimum.learningRate,
      steps: curve.points.count, csv: csv, picture: picture)
  }

  private func subtitle(_ curve: RateCurve) -> String {
    let training = configuration.training
    return "freeze \(configuration.backbone.freeze), \(training.optimizer.name.rawValue), "
      + "batches of \(training.batchSize), seed \(training.seed); "
      + "\(curve.points.count) of \(sweep.steps) steps"
  }

  private func reason(for ending: RateCurve.Ending) -> String? {
    switch ending {
    case .complete: nil
    case .risen: "the smoothed loss is more than four times its minimum"
    case .notFinite: "the loss is no longer finite"
    }
  }

  /// More digits than two would be noise.
  private static func rounded(_ rate: Double) -> Double {
    Double(String(format: "%.1e", rate)) ?? rate
  }
}
