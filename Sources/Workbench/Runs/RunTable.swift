import Datasets
import Runs

/// Runs as CSV.
enum RunTable {
  private static let header = [
    "run", "state", "command", "started", "seconds", "data", "dataDigest", "backbone", "freeze",
    "epochs", "resultRows", "accuracy", "balancedAccuracy", "macroF1", "logLoss", "metricsOn",
    "intervalLow", "intervalHigh", "byteCount", "error",
  ]
  /// What readers of CSV take; a configuration has some sixty settings.
  private static let columnLimit = CSVFile.maximumColumnCount

  static func text(of runs: [RunDetails], rows: RunExport.Rows) -> String {
    switch rows {
    case .runs: Self.runs(runs)
    case .results: results(runs.map { ($0.run, $0.columns, $0.results) })
    case .epochs: results(runs.map(epochs))
    }
  }

  /// One row a run: what is listed of it, and its settings, each in a column `configuration.…`.
  private static func runs(_ runs: [RunDetails]) -> String {
    let settings = runs.map { run in
      var fields: [String: String] = [:]
      flatten(run.configuration, as: "configuration", into: &fields)
      return fields
    }
    let names = Set(settings.flatMap(\.keys)).sorted().prefix(columnLimit - header.count)
    return CSVFile.text(
      header: header + names,
      rows: zip(runs, settings).map { run, settings in
        fields(of: run.run) + names.map { settings[$0] ?? "" }
      })
  }

  private typealias Results = (run: RunSummary, columns: [String], rows: [[String: JSONValue]])

  /// A training's results are its epochs.
  private static func epochs(of run: RunDetails) -> Results {
    run.run.command == "train"
      ? (run.run, run.columns, run.results) : (run.run, run.epochColumns, run.epochs)
  }

  /// One row an epoch, fold, step or class; runs with other columns leave theirs empty.
  private static func results(_ tables: [Results]) -> String {
    var columns: [String] = []
    var known: Set<String> = ["run"]
    for column in tables.flatMap(\.columns) where known.insert(column).inserted {
      columns.append(column)
    }
    return CSVFile.text(
      header: ["run"] + columns,
      rows: tables.flatMap { table in
        table.rows.map { row in [table.run.name] + columns.map { row[$0]?.field ?? "" } }
      })
  }

  private static func fields(of run: RunSummary) -> [String] {
    func text(_ value: (some CustomStringConvertible)?) -> String { value.map { "\($0)" } ?? "" }
    return [
      run.name, run.state.rawValue, run.command, run.started, text(run.seconds), text(run.data),
      text(run.dataDigest), text(run.backbone), text(run.freeze), text(run.epochs),
      text(run.resultRows), text(run.metrics?.accuracy), text(run.metrics?.balancedAccuracy),
      text(run.metrics?.macroF1), text(run.metrics?.logLoss), text(run.metricsOn),
      text(run.interval?.first), text(run.interval?.last), text(run.byteCount), text(run.error),
    ]
  }

  private static func flatten(
    _ value: JSONValue, as name: String, into fields: inout [String: String]
  ) {
    guard case .object(let members) = value, !members.isEmpty else {
      fields[name] = value.field
      return
    }
    for (member, value) in members { flatten(value, as: "\(name).\(member)", into: &fields) }
  }
}
