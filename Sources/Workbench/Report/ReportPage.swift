/// A report as a page: nothing is fetched from anywhere, and the page's own policy forbids that anything could be.
struct ReportPage {
  let subject: ReportSubject
  /// `nil` if nothing was judged.
  let evidence: ReportEvidence?
  let sections: [ReportSection]
  let data: ReportData

  /// Whatever a name in the data tries, no connection can be opened and no text be run as a program.
  private static let policy =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"

  /// - Throws: `EncodingError`.
  func text() throws -> String {
    """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
    <title>\(Markup.escaped(subject.data)) — graft \(subject.command)</title>
    <style>\(Self.style)</style>
    <header>
    <p class="small">graft \(subject.command)</p>
    <h1>\(Markup.escaped(subject.data))</h1>
    <p class="small">\(Markup.escaped(about))</p>
    \(subject.verdict.markup)
    \(tiles)
    <p class="contents">\(contents)</p>
    </header>
    <main>
    \(sections.map(\.markup).joined(separator: "\n"))
    </main>
    <div id="tooltip" role="tooltip" hidden></div>
    <script type="application/json" id="report-data">\(try Markup.script(data))</script>
    <script>
    \(ChartLibrary.script)
    </script>
    <script>
    \(EmbeddedText.named("report-charts.js"))
    </script>
    <script>
    \(EmbeddedText.named("chart.js"))
    </script>
    <script>
    \(EmbeddedText.named("report.js"))
    </script>
    </html>

    """
  }

  private var about: String {
    let network = "\(subject.classes.count) classes, on \(subject.backbone)"
    guard let evidence else { return network }
    let times = evidence.report.itemCount / max(evidence.pictureCount, 1)
    return "\(Figure.grouped(evidence.pictureCount)) pictures were judged"
      + "\(times > 1 ? " \(times) times each" : ""), \(network)"
  }

  private var tiles: String {
    guard let evidence else { return "" }
    let metrics = evidence.metrics
    let entries = [
      (Figure.percent(metrics.accuracy), "accuracy", "confusion"),
      (Figure.percent(metrics.balancedAccuracy), "balanced accuracy", "classes"),
      (Figure.of(metrics.macroF1), "macro F1", "classes"),
      (
        evidence.details.matthewsCorrelation.value.map(Figure.of) ?? "undefined",
        "Matthews correlation", "metrics"
      ),
      (Figure.of(metrics.logLoss), "log loss", "metrics"),
      (
        Figure.percent(evidence.details.expectedCalibrationError), "calibration error",
        "calibration"
      ),
    ]
    let tiles = entries.map {
      "<a class=\"tile\" href=\"#\($0.2)\"><b>\($0.0)</b><span>\($0.1)</span></a>"
    }
    return "<nav aria-label=\"Main figures\">\(tiles.joined(separator: "\n"))</nav>"
  }

  private var contents: String {
    sections.map { "<a href=\"#\($0.id)\">\(Markup.escaped($0.title))</a>" }
      .joined(separator: " ")
  }
}
