import Foundation
import FoundationXML
import Testing
import Training

@testable import Workbench

@Suite struct RatePictureTests {
  /// Reads XML and keeps its words; fails on what is not well-formed.
  private final class Reader: NSObject, XMLParserDelegate {
    var words = ""

    func parser(_ parser: XMLParser, foundCharacters string: String) { words += string }
  }

  private func read(_ text: String) -> Reader? {
    let parser = XMLParser(data: Data(text.utf8))
    let reader = Reader()
    parser.delegate = reader
    return parser.parse() ? reader : nil
  }

  @Test func wordsAreEscaped() throws {
    var drawing = SVGDrawing(width: 10, height: 10)
    drawing.text("a < b & \"c\" > 'd'\u{1}\n", at: .init(x: 1, y: 2))
    #expect(drawing.text.contains(">a &lt; b &amp; &quot;c&quot; &gt; &apos;d&apos; </text>"))
    let reader = try #require(read(drawing.text))
    #expect(
      reader.words.trimmingCharacters(in: .whitespacesAndNewlines) == "a < b & \"c\" > 'd'")
    #expect(read(drawing.text.replacing("&lt;", with: "<")) == nil)
  }

  @Test func decadesAreNamedAndWhatLiesBetweenIsMarked() {
    let axis = ChartAxis.logarithmic(1e-3...10, from: 0, to: 400)
    #expect(axis.ticks.compactMap(\.label) == ["10⁻³", "10⁻²", "10⁻¹", "10⁰", "10¹"])
    #expect(axis.ticks.count == 4 * 9 + 1)
    #expect(axis.ticks.first { $0.label == "10⁻²" }?.value == 1e-2)
    for (value, pixel) in [(1e-3, 0.0), (1e-2, 100), (1, 300), (10, 400)] {
      #expect(abs(axis.pixel(of: value) - pixel) < 1e-9)
    }
    let short = ChartAxis.logarithmic(1e-3...0.05, from: 0, to: 1)
    #expect(short.ticks.compactMap(\.label) == ["0.001", "0.002", "0.005", "0.01", "0.02", "0.05"])
    let long = ChartAxis.logarithmic(1e-20...1, from: 0, to: 1)
    #expect(
      long.ticks.compactMap(\.label).filter { $0.count < 6 }
        == (0...10).map {
          let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
          let exponent = 20 - 2 * $0
          return "10" + (exponent > 0 ? "⁻" : "")
            + "\(exponent)".compactMap(\.wholeNumberValue).map { String(digits[$0]) }.joined()
        })
  }

  @Test func lossesAreNamedInRoundSteps() {
    let axis = ChartAxis.linear(0.13...2.9, from: 100, to: 0)
    #expect(axis.ticks.compactMap(\.label) == ["0.5", "1.0", "1.5", "2.0", "2.5"])
    #expect(abs(axis.pixel(of: 0.13) - 100) < 1e-9)
    #expect(abs(axis.pixel(of: 2.9)) < 1e-9)
    #expect(
      ChartAxis.linear(0...120, from: 0, to: 1).ticks.compactMap(\.label) == [
        "0", "20", "40", "60", "80", "100", "120",
      ])
  }
}
