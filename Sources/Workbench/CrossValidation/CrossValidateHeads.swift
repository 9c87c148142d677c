import Files
import Workers

/// Cross-validates several heads in the same folds, on one pass of the pictures, and compares them. Each is a run of its
/// own.
public struct CrossValidateHeads {
  /// A head, and what its run is called.
  public struct Candidate: Sendable {
    public let name: String
    public let settings: RunConfiguration.HeadSettings

    public init(name: String, settings: RunConfiguration.HeadSettings) {
      self.name = name
      self.settings = settings
    }
  }

  /// What `graft crossval --heads --json` prints.
  public struct Result: Codable, Sendable {
    public let command: String
    /// In the order in which the heads were given.
    public let runs: [CrossValidate.Result]
    public let comparison: Comparison
    /// Of everything.
    public let seconds: Double
  }

  private let configuration: RunConfiguration
  private let candidates: [Candidate]
  private let cache: CacheFolder
  private let reporter: any Reporter
  private let cancellation: Cancellation?

  /// - Parameter configuration: Of all; its head is not looked at.
  public init(
    _ configuration: RunConfiguration, _ candidates: [Candidate], cache: CacheFolder = .standard(),
    reporter: any Reporter = SilentReporter(), cancellation: Cancellation? = nil
  ) {
    self.configuration = configuration
    self.candidates = candidates
    self.cache = cache
    self.reporter = reporter
    self.cancellation = cancellation
  }

  /// - Parameters:
  ///   - output: A folder for the runs, each under its head's name; `nil` for `runs`.
  ///   - name: Runs are called `<name>-<head>` under `runs`; `nil` for the next free numbers.
  /// - Throws: Anything ``Failure/init(_:)`` classifies.
  public func run(output: String? = nil, name: String? = nil) throws -> Result {
    let start = StageClock.now
    try WorkbenchError.require(
      candidates.count >= 2, "--heads", "two heads or more",
      "\(candidates.count)")
    let names = candidates.map(\.name)
    try WorkbenchError.require(
      Set(names).count == names.count, "--heads", "each head once",
      names.joined(separator: ","))
    // A head that cannot be is better known before the first has trained.
    for candidate in candidates { try configured(candidate).validate() }
    var session: Session?
    let results = try candidates.map { candidate in
      reporter.note("head \(candidate.name)")
      let (result, own) = try CrossValidate(
        configured(candidate), cache: cache, reporter: reporter, cancellation: cancellation
      ).run(
        output: output.map { $0 + "/" + candidate.name },
        name: name.map { $0 + "-" + candidate.name }, after: session)
      session = session ?? own
      return result
    }
    return Result(
      command: "crossval", runs: results, comparison: try Compare(results.map(\.run)).run(),
      seconds: StageClock.seconds(since: start))
  }

  private func configured(_ candidate: Candidate) -> RunConfiguration {
    var configuration = configuration
    configuration.head = candidate.settings
    return configuration
  }
}
