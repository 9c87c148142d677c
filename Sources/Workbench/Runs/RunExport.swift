import Datasets
import Files
import Runs

/// Runs for other programs: a table with one row a run or one a result, or everything as JSON.
public struct RunExport: Codable, Sendable {
  public enum Form: String, Sendable, CaseIterable {
    case csv
    case json
  }

  /// What a table has a row for.
  public enum Rows: Sendable {
    case runs
    /// Epochs of a training, folds of a cross-validation, steps of a sweep, classes of an evaluation.
    case results
    /// Epochs of a training, and those inside the folds of a cross-validation; none of other runs.
    case epochs
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

  /// - Parameter rows: Of CSV; JSON has them all.
  public func text(as form: Form, rows: Rows) throws -> String {
    switch form {
    case .json: try JSONFile.text(self)
    case .csv: RunTable.text(of: runs, rows: rows)
    }
  }

  /// - Throws: `FileError`.
  public func write(as form: Form, rows: Rows, to path: String) throws -> Result {
    try AtomicFile.write(text(as: form, rows: rows), to: path)
    return Result(command: command, output: path, runs: runs.count)
  }
}
