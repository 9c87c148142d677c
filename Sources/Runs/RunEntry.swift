/// What the run store knows of a run without looking at its results row by row.
public struct RunEntry: Codable, Sendable, Equatable {
  /// Of its folder.
  public let name: String
  public let command: String
  public internal(set) var state: RunState
  /// ISO 8601 in UTC.
  public let started: String
  /// From its start to its end, or from where it went on to its end; `nil` before that.
  public let seconds: Double?
  /// The path of the data as it was given.
  public let data: String?
  /// SHA-256 over paths, sizes, labels and weights of the pictures.
  public let dataDigest: String?
  public let backbone: String?
  public let freeze: String?
  /// That were asked for.
  public let epochs: Int?
  /// Of its table: epochs, folds or steps that are done, or classes that were judged.
  public let resultRows: Int
  public let accuracy: Double?
  public let balancedAccuracy: Double?
  public let macroF1: Double?
  /// Nats an item.
  public let logLoss: Double?
  /// What these were measured on: `folds`, `test`, `validation (used for selection)`, or `all` of an evaluation's data.
  public let metricsOn: String?
  /// Of the accuracy's 95 % interval.
  public let intervalLow: Double?
  public let intervalHigh: Double?
  /// Of all its files.
  public let byteCount: Int
  /// Why it failed.
  public let error: String?
  /// What could not be read in its folder.
  public let problems: [String]
  /// `config.json` as it is.
  public let configuration: String
  /// Of the files when this was read.
  let stamp: String
}
