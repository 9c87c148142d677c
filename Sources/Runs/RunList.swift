/// The runs of a folder.
public struct RunList: Sendable {
  /// The last begun first.
  public let runs: [RunEntry]
  /// Folders that look like runs and cannot be read as such.
  public let unreadable: [Unreadable]

  public struct Unreadable: Codable, Sendable, Equatable {
    public let path: String
    public let problem: String
  }
}
