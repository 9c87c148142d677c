/// A picture that a run leaves in its folder `figures`.
struct ReportFigure {
  /// Its name in `pages/report-charts.js` or `pages/figures.js`.
  let chart: String
  let title: String
  let file: String

  private init(_ chart: String, _ title: String, file: String? = nil) {
    self.chart = chart
    self.title = title
    self.file = (file ?? chart) + ".png"
  }

  /// Those for which there are numbers, in the report's order.
  static func of(_ numbers: FigureNumbers) -> [ReportFigure] {
    let charts = numbers.charts
    let all: [(Bool, ReportFigure)] = [
      (charts.curves != nil, ReportFigure("loss", "Loss by epoch")),
      (charts.curves != nil, ReportFigure("accuracy", "Accuracy by epoch")),
      (charts.folds != nil, ReportFigure("folds", "Spread over the folds")),
      (
        charts.foldCurves != nil,
        ReportFigure("foldLoss", "Loss by epoch, fold by fold", file: "fold-loss")
      ),
      (
        charts.foldCurves != nil,
        ReportFigure("foldAccuracy", "Accuracy by epoch, fold by fold", file: "fold-accuracy")
      ),
      (
        charts.learningCurve != nil,
        ReportFigure("learningCurve", "Accuracy by training pictures", file: "learning-curve")
      ),
      (
        charts.robustness != nil,
        ReportFigure("robustness", "Accuracy under changes at growing strength")
      ),
      (!numbers.cells.isEmpty, ReportFigure("confusion", "What was taken for what")),
      (charts.reliability != nil, ReportFigure("reliability", "Accuracy by confidence")),
      (charts.reliability != nil, ReportFigure("confidence", "Pictures by confidence")),
      (charts.coverage != nil, ReportFigure("coverage", "Accuracy by share of pictures kept")),
      (
        charts.map?.explained != nil,
        ReportFigure("map", "Features of the judged pictures, principal components")
      ),
    ]
    return all.filter(\.0).map(\.1)
  }
}
