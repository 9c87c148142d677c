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

  /// One row a run: what is listed of it, and its settings, each in a column `configuration.…`.
  static func runs(_ runs: [RunDetails]) -> String {
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

  /// One row an epoch, fold, step or class; runs with other columns leave theirs empty.
  static func results(of runs: [RunDetails]) -> String {
    var columns: [String] = []
    var known: Set<String> = ["run"]
    for column in runs.flatMap(\.columns) where known.insert(column).inserted {
      columns.append(column)
    }
    return CSVFile.text(
      header: ["run"] + columns,
      rows: runs.flatMap { run in
        run.results.map { row in [run.run.name] + columns.map { row[$0]?.field ?? "" } }
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
