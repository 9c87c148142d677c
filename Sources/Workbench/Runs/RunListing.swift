import Glibc
import Runs

/// What `graft runs list --json` prints.
public struct RunListing: Codable, Sendable {
  /// Where runs are unless somebody says otherwise.
  public static let defaultFolder = "runs"

  public let command: String
  public let folder: String
  /// The last begun first.
  public let runs: [RunSummary]
  /// Folders that look like runs and cannot be read as such.
  public let unreadable: [RunList.Unreadable]

  /// - Parameters:
  ///   - folder: `nil` for the default one, which need not be there yet.
  ///   - rebuilding: Whether the database is made anew.
  /// - Throws: `RunStoreError`.
  public init(
    folder: String? = nil, rebuilding: Bool = false, reporter: any Reporter = SilentReporter()
  ) throws {
    command = "runs list"
    self.folder = folder ?? Self.defaultFolder
    guard folder != nil || access(self.folder, F_OK) == 0 else {
      (runs, unreadable) = ([], [])
      return
    }
    let store = RunStore(folder: self.folder) { reporter.warn($0) }
    let list = try store.list(rebuilding: rebuilding)
    runs = list.runs.map { RunSummary($0, in: store) }
    unreadable = list.unreadable
  }
}
