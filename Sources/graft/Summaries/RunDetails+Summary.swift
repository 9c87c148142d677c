import Runs
import Workbench

extension RunDetails: Summarized {
  /// More rows than fit a screen are cut in the middle.
  private static let mostRows = 24

  var summary: String {
    let sections = [headLines, settingTable.lines, resultLines, fileLines]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n")
  }

  private var headLines: [String] {
    var table = TextTable(alignments: [.left, .left])
    var rows: [(String, String?)] = [
      ("run", run.path), ("state", run.state.rawValue), ("failed with", run.error),
      ("command", run.command), ("started", run.started),
      ("took", run.seconds.map(Figure.duration)), ("data", run.data),
      ("fingerprint", run.dataDigest),
    ]
    if let metrics = run.metrics {
      let interval = run.intervalText.map { " (95 % interval \($0))" } ?? ""
      rows += [
        ("measured on", run.metricsOn), ("accuracy", Figure.percent(metrics.accuracy) + interval),
        ("balanced", Figure.percent(metrics.balancedAccuracy)),
        ("macro F1", Figure.percent(metrics.macroF1)), ("log loss", Figure.of(metrics.logLoss)),
      ]
    }
    rows += run.problems.map { ("problem", $0) }
    for (name, value) in rows { if let value { table.append([name, value.printable]) } }
    return table.lines
  }

  /// Every setting that is one, with the path to it in `config.json`.
  private var settingTable: TextTable {
    var table = TextTable([("setting", .left), ("value", .left)])
    func append(_ value: JSONValue, as name: String) {
      if case .object(let members) = value, !members.isEmpty {
        for (member, value) in members.sorted(by: { $0.key < $1.key }) {
          append(value, as: name.isEmpty ? member : "\(name).\(member)")
        }
      } else {
        table.append([name.printable, value.field.printable])
      }
    }
    append(configuration, as: "")
    return table
  }

  private var resultLines: [String] {
    guard !results.isEmpty else { return [] }
    var table = TextTable(columns.map { ($0.printable, .right) })
    for row in results { table.append(columns.map { Self.text(row[$0] ?? .null) }) }
    let lines = table.lines
    guard results.count > Self.mostRows else { return lines }
    let half = Self.mostRows / 2
    return lines.prefix(1 + half) + ["… \(results.count - 2 * half) more …"]
      + lines.suffix(half)
  }

  private static func text(_ value: JSONValue) -> String {
    if case .number(let number) = value {
      Figure.significant(number)
    } else {
      value.field.printable
    }
  }

  private var fileLines: [String] {
    var table = TextTable([("file", .left), ("size", .right), ("SHA-256", .left)])
    for file in files {
      table.append([
        file.path.printable, ByteText.of(file.byteCount), file.sha256 ?? "–",
      ])
    }
    return table.lines
  }
}
