import Charts

/// What the figures of a run are drawn from.
struct FigureNumbers: Encodable {
  /// How often pictures of one class were taken for one class.
  struct Cell: Encodable {
    let truth, predicted, count: Int
  }

  let classes: [String]
  let charts: ReportCharts
  /// Empty where nothing was judged, or where there are more classes than a matrix can show.
  let cells: [Cell]
  /// By the names of the style's custom properties.
  let colors: [String: String]
  let letters: LetterWidths

  /// - Parameter subtitle: That stands under every figure's title.
  /// - Throws: `ImageError.noFont(problem:)`.
  init(classes: [String], charts: ReportCharts, cells: [Cell], subtitle: String) throws {
    self.classes = classes
    self.charts = charts
    self.cells = classes.count <= ConfusionSection.mostClasses ? cells : []
    colors = PageStyle.light
    letters = try LetterWidths(of: (classes.joined() + subtitle).unicodeScalars)
  }

  init(_ data: ReportData, subtitle: String) throws {
    try self.init(
      classes: data.classes, charts: data.charts,
      cells: (data.pictures?.cells ?? []).map {
        Cell(truth: $0.truth, predicted: $0.predicted, count: $0.count)
      }, subtitle: subtitle)
  }
}
