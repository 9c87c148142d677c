import Backbones
import Datasets
import Files
import Graphs
import Names
import Tensors
import WeightFiles
import Workers

/// Writes what a network makes of each picture before it decides: one vector a picture.
public struct Embed {
  /// What `graft embed --json` prints.
  public struct Result: Codable, Sendable {
    public let command: String
    /// As it was named.
    public let model: String
    /// Where the features were taken: the last node that counts.
    public let node: String
    /// The NumPy file, `[images, features]`.
    public let output: String
    /// Path and label of each row.
    public let table: String
    public let images: Int
    public let features: Int
    public let skipped: Int
    public let problems: [BadImage]
    public let seconds: PassEffort
  }

  private let model: String
  private let dataPath: String
  private let stage: String?
  private let pass: PassConfiguration
  private let cache: CacheFolder
  private let reporter: any Reporter
  private let cancellation: Cancellation?

  /// - Parameters:
  ///   - model: A folder, or the name of a published classifier.
  ///   - dataPath: A folder or a CSV file; its classes need not be the model's.
  ///   - stage: Whose output is taken, averaged over its positions; `nil` for what the head reads.
  public init(
    model: String, dataPath: String, stage: String? = nil,
    pass: PassConfiguration = PassConfiguration(), cache: CacheFolder = .standard(),
    reporter: any Reporter = SilentReporter(), cancellation: Cancellation? = nil
  ) {
    self.model = model
    self.dataPath = dataPath
    self.stage = stage
    self.pass = pass
    self.cache = cache
    self.reporter = reporter
    self.cancellation = cancellation
  }

  /// - Parameter output: A name that ends in `.npy`; beside it appears the same name with `.csv`.
  /// - Throws: Anything ``Failure/init(_:)`` classifies.
  public func run(output: String) throws -> Result {
    let start = StageClock.now
    try pass.validate()
    try WorkbenchError.require(
      output.hasSuffix(".npy"), "--output", "a name that ends in .npy", output)
    let tablePath = output.dropLast(".npy".count) + ".csv"
    let scan = try DatasetScan(
      of: dataPath, options: ScanOptions(minimumClassCount: 1), cache: ListingCache(cache))
    Session.report(scan, to: reporter)
    let model = try Model(named: model, cache: cache)
    let (graph, node) = try place(in: model.description.graph)
    // Made and dropped: a place that cannot be written is better known before the work.
    _ = try AtomicFile(path: output)
    let dataset = scan.dataset
    reporter.note("\(dataset.items.count) images, up to \(graph.nodes[node].name)")
    let rows = try ModelPass(
      of: model, graph: graph, node: node,
      microBatch: pass.machine.microBatch ?? model.description.microBatch, pass: pass,
      reporter: reporter, cancellation: cancellation
    ).run(dataset.items.map { ($0.place, $0.relativePath) })
    try AtomicFile.write(
      CSVFile.text(
        header: ["path", "label"],
        rows: rows.readable.map {
          [dataset.items[$0].relativePath, dataset.classes[dataset.items[$0].label]]
        }), to: String(tablePath))
    try NumPyFile.write(rows.rows, to: output)
    var effort = rows.effort
    effort.total = StageClock.seconds(since: start)
    return Result(
      command: "embed", model: self.model, node: graph.nodes[node].name, output: output,
      table: String(tablePath), images: rows.readable.count, features: rows.rows.shape[1],
      skipped: rows.problems.count, problems: rows.problems, seconds: effort)
  }

  private func place(in graph: Graph) throws -> (graph: Graph, node: Int) {
    guard let stage else {
      let features = try Backbone(graph: graph).features(kind: .linear)
      return (features, features.nodes.count - 1)
    }
    guard let found = graph.stages.first(where: { $0.name == stage }) else {
      let names = graph.stages.map(\.name)
      throw WorkbenchError.invalidSetting(
        name: "--at",
        allowed: names.isEmpty
          ? "nothing, since this model has no stages"
          : "a stage of this model (\(names.joined(separator: ", ")))",
        found: stage
          + (NearestName.of(stage, among: names).map { "; did you mean \($0)?" } ?? ""))
    }
    return (graph, found.lastNode)
  }
}
