import Evaluation

/// A table that scrolls inside itself where it is wider than the page.
struct ReportTable {
  /// One field.
  enum Cell {
    case text(String)
    case number(String)
    /// A share of 0 to 1 with a bar as long.
    case share(Double)
    /// What has no value, and why.
    case undefined(String)

    static func metric(_ value: MetricValue) -> Cell {
      switch value {
      case .defined(let value): .number(Figure.of(value))
      case .undefined(let reason): .undefined("\(reason)")
      }
    }

    /// - Parameter reason: Why there may be none.
    static func share(_ value: Double?, orBecause reason: String) -> Cell {
      value.map { .share($0) } ?? .undefined(reason)
    }

    fileprivate var markup: String {
      switch self {
      case .text(let text): "<td>\(Markup.escaped(text))</td>"
      case .number(let text): "<td class=\"number\">\(Markup.escaped(text))</td>"
      case .share(let value):
        """
        <td class="number"><span class="share" style="--share:\(Figure.of(value))">\
        \(Figure.percent(value))</span></td>
        """
      case .undefined(let reason):
        """
        <td class="number undefined" title="\(Markup.escaped(reason))">undefined\
        <span>\(Markup.escaped(reason))</span></td>
        """
      }
    }
  }

  /// Said to those who do not see the table.
  let name: String
  let header: [String]
  /// The first field of each names its row.
  var rows: [[Cell]] = []

  init(_ name: String, _ header: [String], _ rows: [[Cell]] = []) {
    self.name = name
    self.header = header
    self.rows = rows
  }

  var markup: String {
    let head = header.enumerated().map { index, title in
      "<th scope=\"col\"\(isNumber(index) ? " class=\"number\"" : "")>\(Markup.escaped(title))</th>"
    }
    let body = rows.map { row in
      let first =
        if case .text(let text)? = row.first {
          "<th scope=\"row\">\(Markup.escaped(text))</th>"
        } else { row.first?.markup ?? "" }
      return "<tr>\(first)\(row.dropFirst().map(\.markup).joined())</tr>"
    }
    return """
      <div class="scroll" role="region" tabindex="0" aria-label="\(Markup.escaped(name))"><table>
      <thead><tr>\(head.joined())</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  /// Hidden until it is asked for.
  func folded(_ title: String) -> String {
    "<details><summary>\(Markup.escaped(title))</summary>\n\(markup)\n</details>"
  }

  private func isNumber(_ column: Int) -> Bool {
    guard let row = rows.first, row.indices.contains(column) else { return false }
    if case .text = row[column] { return false }
    return true
  }
}
