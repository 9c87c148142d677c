import Graphs

/// How a finished model is run over pictures.
public struct PassConfiguration: Codable, Sendable {
  /// Of these the cache limit has no say: the model computes every picture.
  public var machine = RunConfiguration.Machine()
  /// `nil` for the model's own.
  public var precision: Precision?
  /// Whether a picture that cannot be read is left out and named; else it ends the run.
  public var skipsUnreadable = false

  public init() {}

  /// - Throws: ``WorkbenchError/invalidSetting(name:allowed:found:)``.
  public func validate() throws { try machine.validate() }
}
