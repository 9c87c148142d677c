/// How a run stands.
public enum RunState: String, Codable, Sendable, CaseIterable {
  /// A process holds its lock.
  case running
  /// What it is made for is there.
  case finished
  /// It ended by itself, with an error.
  case failed
  /// Nobody works on it, and it neither finished nor told of an error: stopped, killed, or out of power.
  case interrupted
  /// It is not finished, and the file system does not say whether anybody works on it.
  case unknown

  init(holder: RunLock.Holder, isComplete: Bool, hasError: Bool) {
    self =
      switch holder {
      case .somebody: .running
      case _ where isComplete: .finished
      case .unknown: .unknown
      case .nobody: hasError ? .failed : .interrupted
      }
  }
}
