import Files
import Tensors
import Training

/// What a training writes of its epochs while it runs: the table, TensorBoard's events, the line that people read.
///
/// Belongs to the thread that trains.
final class RunRecord {
  private let configuration: RunConfiguration
  private let session: Session
  private let folder: RunFolder
  private let reporter: any Reporter
  private let events: RunEvents
  private var table: ResultsTable
  private var clock: EpochClock

  /// - Parameters:
  ///   - training: Items that are trained on.
  ///   - resumption: Where the run stood, if it goes on.
  ///   - isFirstLife: Whether nobody has written events of this run before.
  /// - Throws: What reading pictures throws; `FileError`.
  init(
    _ configuration: RunConfiguration, session: Session, training: [Int], folder: RunFolder,
    reporter: any Reporter, resumption: FitResumption?, isFirstLife: Bool
  ) throws {
    self.configuration = configuration
    self.session = session
    self.folder = folder
    self.reporter = reporter
    events = try RunEvents(
      folder: folder.path, resumingAt: isFirstLife ? nil : resumption.map { $0.epochs + 1 } ?? 0)
    clock = EpochClock(epochs: configuration.training.epochs, images: training.count)
    if let resumption {
      let text = (try? InputFile.contents(of: folder.file("results.csv"))) ?? []
      table = ResultsTable(
        resuming: String(decoding: text, as: UTF8.self), epochs: resumption.epochs,
        watching: configuration.training.monitor)
    } else {
      table = ResultsTable(watching: configuration.training.monitor)
      try events.add(viewsOf: training, in: session)
    }
  }

  /// Takes note of an epoch. Its checkpoint comes after this: whoever resumes from it finds the epoch here.
  func add(
    _ record: EpochRecord, isBest: Bool, parameters: () throws -> [String: Tensor]
  ) throws {
    let pace = clock.end(of: record.epoch)
    table.append(record, seconds: pace.seconds)
    try AtomicFile.write(table.text, to: folder.file("results.csv"))
    try events.add(
      record, watching: configuration.training.monitor,
      histograms: configuration.recording.histograms ? session.trained(parameters()) : [:])
    folder.record()
    reporter.note(
      record.sentence(
        of: configuration.training.epochs, monitor: configuration.training.monitor, at: pace))
  }
}
