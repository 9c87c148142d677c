import Datasets
import Files
import Runs

/// Runs for other programs: a table with one row a run or one a result, or everything as JSON.
public struct RunExport: Codable, Sendable {
  public enum Form: String, Sendable, CaseIterable {
    case csv
    case json
  }

  /// What `graft runs export --output FILE --json` prints.
  public struct Result: Codable, Sendable {
    public let command: String
    public let output: String
    public let runs: Int
  }

  public let command: String
  public let runs: [RunDetails]

  /// - Parameters:
  ///   - names: Names in the folder or paths; none for all runs of the folder.
  ///   - folder: `nil` for the default one.
  /// - Throws: `RunStoreError`.
  public init(
    _ names: [String], folder: String? = nil, reporter: any Reporter = SilentReporter()
  ) throws {
    let root = folder ?? RunListing.defaultFolder
    let chosen =
      names.isEmpty ? try RunListing(folder: folder, reporter: reporter).runs.map(\.name) : names
    command = "runs export"
    runs = try chosen.map { name in
      let place = try RunPlace(name, in: root)
      let store = RunStore(folder: place.folder) { reporter.warn($0) }
      return RunDetails(try store.facts(of: place.name, hashing: false), in: store)
    }
  }

  /// - Parameter results: Whether the table has a row for each epoch, fold, step or class instead of one for each run.
  public func text(as form: Form, results: Bool) throws -> String {
    switch form {
    case .json: try JSONFile.text(self)
    case .csv: results ? RunTable.results(of: runs) : RunTable.runs(runs)
    }
  }

  /// - Throws: `FileError`.
  public func write(as form: Form, results: Bool, to path: String) throws -> Result {
    try AtomicFile.write(text(as: form, results: results), to: path)
    return Result(command: command, output: path, runs: runs.count)
  }
}
