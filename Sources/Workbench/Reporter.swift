/// Where a use case says what it is doing. Called from any thread.
public protocol Reporter: Sendable {
  /// One sentence about the run.
  func note(_ text: String)
  /// Something that the user should know but that stops nothing.
  func warn(_ text: String)
  /// - Parameters:
  ///   - task: What advances, for example `features`.
  ///   - unit: What is counted, for example `images`.
  func progress(_ task: String, done: Int, of total: Int, unit: String)
}

/// Says nothing.
public struct SilentReporter: Reporter {
  public init() {}
  public func note(_ text: String) {}
  public func warn(_ text: String) {}
  public func progress(_ task: String, done: Int, of total: Int, unit: String) {}
}
