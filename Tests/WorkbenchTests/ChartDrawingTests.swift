import Charts
import Evaluation
import Foundation
import Testing
import Workers

@testable import Datasets
@testable import Workbench

@Suite struct ChartDrawingTests {
  private func numbers(
    classes: [String], cells: [FigureNumbers.Cell],
    _ change: (inout ReportCharts) -> Void = { _ in }
  ) throws -> FigureNumbers {
    var charts = ReportCharts(nil)
    change(&charts)
    return try FigureNumbers(classes: classes, charts: charts, cells: cells, subtitle: "of a test")
  }

  private func drawn(_ numbers: FigureNumbers) throws -> [String: VectorPicture] {
    let drawing = try ChartDrawing()
    try drawing.take(numbers)
    return try Dictionary(
      uniqueKeysWithValues: ReportFigure.of(numbers).map {
        ($0.file, try drawing.draw($0, subtitle: "of a test"))
      })
  }

  /// The texts of an SVG, in its order.
  private func texts(_ picture: VectorPicture) -> [String] {
    picture.svg.matches(of: /<text[^>]*>([^<]*)<\/text>/).map { String($0.1) }
  }

  @Test func aConfusionMatrixSaysHowOftenWhatWasTakenForWhat() throws {
    let figures = try drawn(
      numbers(
        classes: ["cat", "a<b"],
        cells: [
          .init(truth: 0, predicted: 1, count: 17), .init(truth: 0, predicted: 0, count: 23),
          .init(truth: 1, predicted: 1, count: 41),
        ]))
    #expect(Set(figures.keys) == ["confusion.png"])
    let texts = texts(try #require(figures["confusion.png"]))
    #expect(texts.filter { Int($0) != nil }.sorted() == ["17", "23", "41"])
    #expect(texts.count { $0 == "cat" } == 2 && texts.count { $0 == "a&lt;b" } == 2)
    #expect(
      Set(["What was taken for what", "of a test", "taken for", "what it is"]).isSubset(of: texts))
    // In a row of its truth, in a column of its prediction.
    let svg = try #require(figures["confusion.png"]).svg
    func place(_ count: Int) throws -> (x: Double, y: Double) {
      let match = try #require(
        try Regex<(Substring, Substring, Substring)>(
          "transform=\"translate\\(([\\d.]+),([\\d.]+)\\)\"[^>]*>\(count)</text>"
        ).firstMatch(in: svg))
      return try (#require(Double(match.1)), #require(Double(match.2)))
    }
    let (mistake, cats, others) = try (place(17), place(23), place(41))
    #expect(mistake.y == cats.y && mistake.x > cats.x)
    #expect(mistake.x == others.x && mistake.y < others.y)
  }

  @Test func curvesAreDrawnInLightColoursWithoutAPage() throws {
    let figures = try drawn(
      numbers(classes: ["cat", "dog"], cells: []) { charts in
        charts.curves = ReportCharts.Curves(
          epochs: (1...4).map {
            ReportCharts.Epoch(
              epoch: $0, trainingLoss: 1 / Double($0), trainingAccuracy: 0.5, validationLoss: nil,
              validationAccuracy: nil, learningRate: 0.1)
          }, best: 4)
      })
    #expect(Set(figures.keys) == ["loss.png", "accuracy.png"])
    for picture in figures.values {
      #expect(!picture.svg.contains("var(--") && picture.svg.contains("#0969da"))
      #expect(!picture.svg.contains("system-ui"))
      #expect(picture.width == 720 && (320...400).contains(picture.height))
      _ = try picture.image(scale: 1)
    }
  }

  /// With widths that are only estimated, a chart leaves room for letters that nobody draws.
  @Test func labelsTakeTheRoomOfTheirLetters() throws {
    func width(_ name: String) throws -> Int {
      let figures = try drawn(
        numbers(
          classes: [name, "b", "c", "d", "e", "f"], cells: [.init(truth: 0, predicted: 0, count: 9)]
        ))
      return try #require(figures["confusion.png"]).width
    }
    #expect(
      try width(String(repeating: "m", count: 10)) > width(String(repeating: "i", count: 10)) + 40)
  }

  @Test func numbersThatAChartCannotTakeAreAnErrorThatSaysSo() throws {
    let drawing = try ChartDrawing()
    let broken = try numbers(classes: ["a"], cells: []) { charts in
      charts.curves = ReportCharts.Curves(epochs: [], best: 1)
    }
    try drawing.take(broken)
    #expect(throws: ChartError.self) {
      for figure in ReportFigure.of(broken) { _ = try drawing.draw(figure, subtitle: "") }
    }
  }

  @Test func oneChartThatFailsLeavesTheOthers() throws {
    let broken = try numbers(classes: ["a"], cells: [.init(truth: 0, predicted: 0, count: 3)]) {
      $0.curves = ReportCharts.Curves(epochs: [], best: 1)
    }
    var failed: [String] = []
    let drawn = try RunFigures(broken, subtitle: "of a test").drawn(by: ChartDrawing()) { file, _ in
      failed.append(file)
    }
    #expect(drawn.map(\.file) == ["confusion.png"])
    #expect(failed == ["loss.png", "accuracy.png"])
  }

  @Test func whyThereIsNoEngineIsSaidOnce() throws {
    let missing = ChartError.noLibrary(name: "libnothing.so.1", package: "nothing-1")
    let held = HeldChartDrawing { throw missing }
    #expect(throws: missing) { try held.with { _ in 1 } }
    #expect(try held.with { _ in 1 } == nil)
    #expect(try HeldChartDrawing().with { _ in 1 } == 1)
  }
}
