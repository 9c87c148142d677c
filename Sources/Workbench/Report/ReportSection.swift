/// One chapter of a report.
struct ReportSection {
  /// What links lead to.
  let id: String
  let title: String
  /// Markup.
  let body: String

  /// - Parameter note: One paragraph under the title, as plain text.
  init(_ id: String, _ title: String, note: String = "", body: String) {
    self.id = id
    self.title = title
    self.body =
      note.isEmpty ? body : "<p class=\"small\">\(Markup.escaped(note))</p>\n\(body)"
  }

  var markup: String {
    """
    <section id="\(id)" aria-labelledby="\(id)-title">
    <h2 id="\(id)-title">\(Markup.escaped(title))</h2>
    \(body)
    </section>
    """
  }
}
