import Runs

/// What is told of each run of a list.
public struct RunSummary: Codable, Sendable {
  public let name: String
  public let path: String
  public let state: RunState
  public let command: String
  /// ISO 8601 in UTC.
  public let started: String
  @ExplicitNull public private(set) var seconds: Double?
  @ExplicitNull public private(set) var data: String?
  /// SHA-256 over paths, sizes, labels and weights of the pictures.
  @ExplicitNull public private(set) var dataDigest: String?
  @ExplicitNull public private(set) var backbone: String?
  @ExplicitNull public private(set) var freeze: String?
  /// That were asked for.
  @ExplicitNull public private(set) var epochs: Int?
  /// Epochs, folds, steps or classes that its table has.
  public let resultRows: Int
  @ExplicitNull public private(set) var metrics: Metrics?
  /// `folds`, `test`, `validation (used for selection)`, or `all` of an evaluation's data.
  @ExplicitNull public private(set) var metricsOn: String?
  /// Bounds of the accuracy's 95 % interval.
  @ExplicitNull public private(set) var interval: [Double]?
  public let byteCount: Int
  /// Why it failed.
  @ExplicitNull public private(set) var error: String?
  /// What could not be read in its folder.
  public let problems: [String]

  init(_ entry: RunEntry, in store: RunStore) {
    name = entry.name
    path = store.path(of: entry.name)
    state = entry.state
    command = entry.command
    started = entry.started
    seconds = entry.seconds
    data = entry.data
    dataDigest = entry.dataDigest
    backbone = entry.backbone
    freeze = entry.freeze
    epochs = entry.epochs
    resultRows = entry.resultRows
    if let accuracy = entry.accuracy, let balancedAccuracy = entry.balancedAccuracy,
      let macroF1 = entry.macroF1, let logLoss = entry.logLoss
    {
      metrics = Metrics(
        accuracy: accuracy, balancedAccuracy: balancedAccuracy, macroF1: macroF1,
        logLoss: logLoss)
    }
    metricsOn = entry.metricsOn
    if let low = entry.intervalLow, let high = entry.intervalHigh { interval = [low, high] }
    byteCount = entry.byteCount
    error = entry.error
    problems = entry.problems
  }
}
