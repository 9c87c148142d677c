import Runs
import Workbench

extension RunListing: Summarized {
  var summary: String {
    let table = table
    let count = runs.count == 1 ? "1 run" : "\(runs.count) runs"
    let total = "\(folder): \(count), \(ByteText.of(runs.reduce(0) { $0 &+ $1.byteCount }))"
    return
      ((runs.isEmpty ? [] : table + [""])
      + runs.compactMap { run in run.error.map { "\(run.name) failed: \($0)".printable } }
      + runs.flatMap { run in run.problems.map { "\(run.name): \($0)".printable } }
      + unreadable.map { "not listed: \($0.path): \($0.problem)".printable } + [total])
      .joined(separator: "\n")
  }

  private var table: [String] {
    typealias Column = (
      title: String, alignment: TextTable.Alignment, cell: (RunSummary) -> String?
    )
    let columns: [Column] = [
      ("run", .left, { $0.name }), ("state", .left, { $0.state.rawValue }),
      ("command", .left, { $0.command }), ("started (UTC)", .left, { $0.minute }),
      ("took", .right, { $0.seconds.map(Figure.duration) }), ("backbone", .left, { $0.backbone }),
      ("freeze", .left, { $0.freeze }), ("epochs", .right, { $0.epochText }),
      ("accuracy", .right, { $0.metrics.map { Figure.percent($0.accuracy) } }),
      ("95 % interval", .left, { $0.intervalText }),
      ("on", .left, { ($0.metricsOn?.prefix { $0 != " " }).map(String.init) }),
    ]
    // What no run has takes no room.
    let shown = columns.filter { column in runs.contains { column.cell($0) != nil } }
    var table = TextTable(shown.map { ($0.title, $0.alignment) })
    for run in runs { table.append(shown.map { ($0.cell(run) ?? "–").printable }) }
    return table.lines
  }
}

extension RunSummary {
  /// When it was begun, without seconds.
  fileprivate var minute: String { String(started.prefix(16)).replacing("T", with: " ") }

  /// How many are done of those asked for: only a training's table counts epochs.
  fileprivate var epochText: String? {
    guard let epochs else { return nil }
    return command == "train" && resultRows != epochs ? "\(resultRows)/\(epochs)" : "\(epochs)"
  }

  var intervalText: String? {
    interval.map { Figure.interval($0[0], $0[1]) }
  }
}

extension RunDeletion: Summarized {
  var summary: String {
    "deleted: \(runs.map(\.printable).joined(separator: ", ")); \(ByteText.of(byteCount)) free again"
  }
}

extension RunExport.Result: Summarized {
  var summary: String { "\(runs == 1 ? "1 run" : "\(runs) runs"): \(output)" }
}
