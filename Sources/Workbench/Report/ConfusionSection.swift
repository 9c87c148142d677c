/// What was taken for what. Every count opens the pictures behind it.
struct ConfusionSection {
  private let pictures: ReportPictures
  private let classes: [String]
  private let isRepeated: Bool

  /// Above it a matrix cannot be read, and its mistakes are listed instead.
  static let mostClasses = 40
  private static let mostPairs = 60
  /// With more, the names over the columns are turned.
  private static let mostUpright = 10

  init(_ pictures: ReportPictures, classes: [String], isRepeated: Bool) {
    self.pictures = pictures
    self.classes = classes
    self.isRepeated = isRepeated
  }

  var section: ReportSection {
    let repeats =
      isRepeated ? " Counts are of judgments: each picture counts once for each repeat." : ""
    let limits = pictures.limits.map { "<p class=\"small\">\(Markup.escaped($0))</p>" }
    return ReportSection(
      "confusion", "What was taken for what",
      note:
        "Choose a count to see the pictures behind it: mistakes with the surest first, what was right with the "
        + "least sure first.\(repeats)",
      body: """
        <div class="confusion">
        \(classes.count <= Self.mostClasses ? matrix : list)
        <div id="cell" aria-live="polite"></div>
        </div>
        \(limits.joined(separator: "\n"))
        """)
  }

  private var matrix: String {
    let cells = Dictionary(
      pictures.cells.enumerated().map { (Place(truth: $1.truth, predicted: $1.predicted), $0) }
    ) { first, _ in first }
    let support = classes.indices.map { truth in
      pictures.cells.reduce(0) { $0 + ($1.truth == truth ? $1.count : 0) }
    }
    let head = classes.map {
      "<th scope=\"col\" title=\"\(Markup.escaped($0))\"><span>\(Markup.escaped($0))</span></th>"
    }
    let rows = classes.indices.map { truth in
      let fields = classes.indices.map { predicted in
        cells[Place(truth: truth, predicted: predicted)].map { button($0, of: support[truth]) }
          ?? "<td class=\"none\">·</td>"
      }
      return """
        <tr><th scope="row" title="\(Markup.escaped(classes[truth]))">\(Markup.escaped(classes[truth]))</th>\
        \(fields.joined())\
        <td class="sum">\(Figure.grouped(support[truth]))</td></tr>
        """
    }
    return """
      <div class="scroll matrix\(classes.count > Self.mostUpright ? " many" : "")" role="region" tabindex="0" aria-label="Confusion matrix"><table>
      <caption>Rows: what it is. Columns: what it was taken for.</caption>
      <thead><tr><td></td>\(head.joined())<th scope="col"><span>all</span></th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  private struct Place: Hashable {
    let truth: Int
    let predicted: Int
  }

  private func button(_ index: Int, of support: Int) -> String {
    let cell = pictures.cells[index]
    let share = Double(cell.count) / Double(max(support, 1))
    return """
      <td class="\(cell.truth == cell.predicted ? "right" : "wrong")" style="--share:\(Figure.of(share))">\
      \(button(index, saying: words(cell) + ", \(Figure.percent(share))"))</td>
      """
  }

  private func words(_ cell: ReportPictures.Cell) -> String {
    "\(cell.count) of \(classes[cell.truth]) taken for \(classes[cell.predicted])"
  }

  private func button(_ index: Int, saying words: String) -> String {
    """
    <button data-cell="\(index)" aria-pressed="false" aria-controls="cell" title="\(Markup.escaped(words))" \
    aria-label="\(Markup.escaped(words))">\(Figure.grouped(pictures.cells[index].count))</button>
    """
  }

  private var list: String {
    let mistakes = pictures.cells.enumerated().filter { $1.truth != $1.predicted }
    let rows = mistakes.prefix(Self.mostPairs).map { index, cell in
      """
      <tr><th scope="row">\(Markup.escaped(classes[cell.truth]))</th>\
      <td>\(Markup.escaped(classes[cell.predicted]))</td>\
      <td class="number">\(button(index, saying: words(cell)))</td></tr>
      """
    }
    let rest = mistakes.count - rows.count
    return """
      <div><div class="scroll pairs" role="region" tabindex="0" aria-label="The most frequent mistakes"><table>
      <thead><tr><th scope="col">what it is</th><th scope="col">taken for</th>\
      <th scope="col" class="number">times</th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>
      <p class="small">\(rest > 0 ? "\(Figure.grouped(rest)) rarer kinds of mistakes are not listed. " : "")A matrix of \
      \(classes.count) classes could not be read; predictions.csv has every judgment.</p></div>
      """
  }
}
