/// What the process of a run tells of itself, in `process.json`.
public struct RunProcess: Codable, Sendable, Equatable {
  public let pid: Int32
  /// When the run was begun, by whichever process; ISO 8601 in UTC.
  public let started: String
  /// Why it ended early; `nil` if it did not, or was stopped.
  public var error: String?

  public init(pid: Int32, started: String, error: String? = nil) {
    self.pid = pid
    self.started = started
    self.error = error
  }
}
