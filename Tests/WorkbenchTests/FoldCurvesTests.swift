import Charts
import Testing

@testable import Workbench

@Suite struct FoldCurvesTests {
  private static let header =
    "repeat,fold,epoch,trainingLoss,trainingAccuracy,validationLoss,validationAccuracy,learningRate,"
    + "validationBalancedAccuracy,validationMacroF1\n"

  /// - Parameter folds: Of each fold the losses of its epochs.
  private func section(_ folds: [[Double]], in scratch: Scratch) throws -> FoldCurvesSection {
    let rows = folds.enumerated().flatMap { fold, losses in
      losses.enumerated().map { epoch, loss in "1,\(fold + 1),\(epoch + 1),\(loss),0.5,,,0.1,,\n" }
    }
    try scratch.write(Self.header + rows.joined(), to: "epochs.csv")
    return try #require(try FoldCurvesSection(reading: scratch.file("epochs.csv")))
  }

  @Test func theMeanGoesAsFarAsEveryFold() throws {
    let scratch = try Scratch()
    let curves = try section([[4, 2, 1], [2, 1], [3, 0, 9, 9]], in: scratch).curves
    #expect(
      curves.folds.map(\.name) == ["repeat 1 fold 1", "repeat 1 fold 2", "repeat 1 fold 3"])
    #expect(curves.folds.map(\.epochs.count) == [3, 2, 4])
    #expect(curves.means.map(\.epoch) == [1, 2])
    #expect(curves.means.map(\.trainingLoss) == [3, 1])
    #expect(curves.means.allSatisfy { $0.validationLoss == nil })
  }

  @Test func moreFoldsThanCanBeToldApartAreSpreadAndSaid() throws {
    let scratch = try Scratch()
    let section = try section((0..<150).map { [Double($0)] }, in: scratch)
    #expect(section.curves.folds.count == 60)
    #expect(section.curves.folds.first?.name == "repeat 1 fold 1")
    #expect(section.curves.folds.last?.name == "repeat 1 fold 148")
    #expect(section.curves.means.map(\.trainingLoss) == [74.5])
    #expect(section.section.markup.contains("60 of the 150 folds are drawn, the mean is of all"))
  }

  @Test func withoutEpochsThereIsNoChapter() throws {
    let scratch = try Scratch()
    #expect(try FoldCurvesSection(reading: scratch.file("epochs.csv")) == nil)
  }

  @Test func everyFoldIsAThinLineAndTheirMeanAThickOne() throws {
    let scratch = try Scratch()
    var charts = ReportCharts(nil)
    charts.foldCurves = try section([[4, 2, 1], [2, 1, 1], [3, 0, 1]], in: scratch).curves
    let numbers = try FigureNumbers(
      classes: ["cat", "dog"], charts: charts, cells: [], subtitle: "of a test")
    let drawing = try ChartDrawing()
    try drawing.take(numbers)
    let figures = ReportFigure.of(numbers)
    #expect(figures.map(\.file) == ["fold-loss.png", "fold-accuracy.png"])
    for figure in figures {
      let svg = try drawing.draw(figure, subtitle: "of a test").svg
      // Vega draws a line as one path, over as many points as there are epochs.
      func lines(_ width: String) -> Int {
        svg.matches(of: #/<path [^>]*fill="none"[^>]*>|<path [^>]*stroke-width="[\d.]+"[^>]*>/#)
          .map { String($0.0) }
          .count {
            $0.contains("stroke-width=\"\(width)\"") && $0.contains(",") && $0.contains("L")
          }
      }
      #expect(lines("1") >= 3 && lines("3") == 1, "\(svg)")
      #expect(svg.contains(">training<") && !svg.contains(">validation<"))
    }
  }
}
