import Foundation
import Runs

/// Everything about one run: what `graft runs show --json` prints, and `graft runs export --json` of each.
public struct RunDetails: Codable, Sendable {
  public struct File: Codable, Sendable {
    /// Relative to the run's folder.
    public let path: String
    public let byteCount: Int
    /// `nil` while the run is running, or where nobody asked for it yet.
    @ExplicitNull public private(set) var sha256: String?
  }

  /// `nil` inside an export.
  public let command: String?
  public let run: RunSummary
  /// `config.json`.
  public let configuration: JSONValue
  /// Of ``results``, in the order of the run's table.
  public let columns: [String]
  /// One for each epoch, fold, step or class.
  public let results: [[String: JSONValue]]
  /// Of ``epochs``, in the order of the run's table.
  public let epochColumns: [String]
  /// Of a cross-validation, one for each epoch of each fold; none of other runs.
  public let epochs: [[String: JSONValue]]
  public let files: [File]

  /// - Parameters:
  ///   - run: A run's name in the folder, or its path.
  ///   - folder: `nil` for the default one.
  /// - Throws: `RunStoreError`.
  public init(
    _ run: String, folder: String? = nil, reporter: any Reporter = SilentReporter()
  ) throws {
    let place = try RunPlace(run, in: folder ?? RunListing.defaultFolder)
    let store = RunStore(folder: place.folder) { reporter.warn($0) }
    self.init(
      try store.facts(of: place.name, hashing: true), in: store, command: "runs show")
  }

  init(_ facts: RunFacts, in store: RunStore, command: String? = nil) {
    self.command = command
    run = RunSummary(facts.entry, in: store)
    configuration =
      (try? JSONDecoder().decode(JSONValue.self, from: Data(facts.entry.configuration.utf8)))
      ?? .null
    columns = facts.results.columns
    results = Self.rows(of: facts.results)
    epochColumns = facts.epochs.columns
    epochs = Self.rows(of: facts.epochs)
    files = facts.files.map {
      File(path: $0.path, byteCount: $0.byteCount, sha256: $0.sha256)
    }
  }

  private static func rows(of table: RunResults) -> [[String: JSONValue]] {
    table.rows.map { row in Dictionary(zip(table.columns, row.map(\.json))) { $1 } }
  }
}
