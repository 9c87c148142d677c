/// Pictures that had no part in the run.
struct SkippedSection {
  private let problems: [BadImage]

  private static let most = 200

  init(_ problems: [BadImage]) {
    self.problems = problems
  }

  var section: ReportSection {
    guard !problems.isEmpty else {
      return ReportSection(
        "skipped", "What was left out", body: "<p>Nothing: every picture could be read.</p>")
    }
    let table = ReportTable(
      "Pictures that could not be read", ["picture", "what is wrong with it"],
      problems.prefix(Self.most).map { [.text($0.relativePath), .text($0.message)] })
    let rest = problems.count - table.rows.count
    return ReportSection(
      "skipped", "What was left out",
      note:
        "\(Figure.grouped(problems.count)) pictures could not be read and are in none of the figures."
        + (rest > 0 ? " \(Figure.grouped(rest)) of them are not listed here." : ""),
      body: table.markup)
  }
}
