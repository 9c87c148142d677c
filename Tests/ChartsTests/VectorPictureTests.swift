import Foundation
import Images
import Testing

@testable import Charts

@Suite struct VectorPictureTests {
  private func svg(_ content: String, width: Int = 8, height: Int = 4) -> VectorPicture {
    VectorPicture(
      svg: """
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="\(width)" \
        height="\(height)" viewBox="0 0 \(width) \(height)">\(content)</svg>
        """, width: width, height: height)
  }

  private func pixel(_ image: Image, _ column: Int, _ row: Int) -> [UInt8] {
    image.withPixels {
      Array($0[(row * image.width + column) * 3..<(row * image.width + column) * 3 + 3])
    }
  }

  @Test func coloursAndPlacesAreThoseOfTheSVG() throws {
    let image = try svg(
      """
      <rect width="4" height="4" fill="#102030"/><rect x="4" y="2" width="4" height="2" fill="#fe8040"/>
      """
    ).image(scale: 2)
    #expect((image.width, image.height) == (16, 8))
    #expect(pixel(image, 7, 7) == [0x10, 0x20, 0x30])
    #expect(pixel(image, 8, 4) == [0xFE, 0x80, 0x40])
    // What nothing covers is white.
    #expect(pixel(image, 15, 0) == [255, 255, 255])
  }

  @Test func translucentColoursLieOverWhite() throws {
    let image = try svg("<rect width=\"8\" height=\"4\" fill=\"#000\" fill-opacity=\"0.5\"/>")
      .image(scale: 1)
    #expect(pixel(image, 3, 2).allSatisfy { (127...128).contains($0) })
  }

  @Test func whatIsNoSVGIsRefusedWithAReason() {
    #expect {
      try VectorPicture(svg: "<svg", width: 8, height: 8).image(scale: 1)
    } throws: {
      if case ChartError.rendering(let problem) = $0 { !problem.isEmpty } else { false }
    }
    #expect(throws: ChartError.self) {
      try VectorPicture(svg: "", width: 8, height: 8).image(scale: 1)
    }
  }

  @Test(arguments: [(0, 4), (4, -1), (1 << 20, 1), (5000, 5000)])
  func sizesThatNoFigureHasAreRefused(width: Int, height: Int) {
    #expect(throws: ChartError.self) {
      try svg("", width: width, height: height).image(scale: 1)
    }
  }

  /// A class may be called like a file.
  @Test func nothingThatAnSVGRefersToIsOpened() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("graft-\(UUID().uuidString).svg").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let red = svg("<rect width=\"8\" height=\"4\" fill=\"#f00\"/>")
    try Data(red.svg.utf8).write(to: URL(fileURLWithPath: path))
    let image = try svg("<image width=\"8\" height=\"4\" xlink:href=\"file://\(path)\"/>")
      .image(scale: 1)
    #expect(pixel(image, 4, 2) == [255, 255, 255])
    #expect(pixel(try red.image(scale: 1), 4, 2) == [255, 0, 0])
  }

  @Test func lettersHaveTheWidthsOfTheFontsThatDrawThem() throws {
    let widths = try LetterWidths(of: "ß日".unicodeScalars)
    let (narrow, wide) = try (#require(widths.regular["i"]), #require(widths.regular["W"]))
    #expect(0.1 < narrow && narrow < wide && wide < 1.5)
    #expect(try #require(widths.bold["m"]) >= #require(widths.regular["m"]))
    #expect(widths.regular["ß"] != nil && widths.regular["日"] != nil && widths.regular["é"] == nil)
    // As wide as librsvg's own: thirty letters end where they should, within two letters.
    let image = try svg(
      "<text x=\"0\" y=\"40\" font-family=\"sans-serif\" font-size=\"40\">\(String(repeating: "m", count: 30))</text>",
      width: 1600, height: 60
    ).image(scale: 1)
    let last = (0..<1600).last { column in
      (0..<60).contains { pixel(image, column, $0) != [255, 255, 255] }
    }
    let expected = try 30 * 40 * #require(widths.regular["m"])
    #expect(abs(Double(try #require(last)) - expected) < 80)
  }
}
