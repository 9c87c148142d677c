import Charts
import Foundation

/// Draws the charts of `pages/report-charts.js` as pictures: by Vega, as the page does, but in JavaScriptCore.
final class ChartDrawing {
  private let context: ScriptContext

  /// What came of a chart; see `drawFigure` in `pages/figures.js`.
  private struct Drawn: Decodable {
    let svg: String?
    let width, height: Int?
    let problem: String?
  }

  /// - Throws: `ChartError` where the engine is not on this machine.
  init() throws {
    context = try ScriptContext()
    for script in [
      EmbeddedText.named("measuring.js"), ChartLibrary.script,
      EmbeddedText.named("report-charts.js"), EmbeddedText.named("chart.js"),
      EmbeddedText.named("figures.js"),
    ] {
      try context.evaluate(script)
    }
  }

  /// What the charts are of from now on.
  func take(_ numbers: FigureNumbers) throws {
    try context.evaluate("figuresOf(JSON.parse(\(quoted(try JSONFile.line(numbers)))))")
  }

  /// - Throws: `ChartError.script(problem:)`.
  func draw(_ figure: ReportFigure, subtitle: String) throws -> VectorPicture {
    let arguments = try [figure.chart, figure.title, subtitle].map(quoted).joined(separator: ", ")
    try context.evaluate("drawFigure(\(arguments))")
    let drawn = try JSONDecoder().decode(
      Drawn.self, from: Data(context.evaluate("JSON.stringify(drawn)").utf8))
    guard let svg = drawn.svg, let width = drawn.width, let height = drawn.height else {
      throw ChartError.script(problem: drawn.problem ?? "without a word")
    }
    return VectorPicture(svg: svg, width: width, height: height)
  }

  /// A text as JavaScript writes it: whatever stands in it stays a text.
  private func quoted(_ text: String) throws -> String { try Markup.script(text) }
}
