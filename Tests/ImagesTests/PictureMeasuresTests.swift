import Foundation
import Images
import Testing

@Suite struct PictureMeasuresTests {
  private func image(
    width: Int, height: Int, _ value: (_ x: Int, _ y: Int) -> UInt8
  ) throws -> Image {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { pixels += [UInt8](repeating: value(x, y), count: 3) }
    }
    return try Image(width: width, height: height, pixels: pixels)
  }

  @Test func oneColourHasNoEntropyAndNoEdges() throws {
    let measures = try PictureMeasures(of: image(width: 40, height: 30) { _, _ in 51 })
    #expect(measures.entropy == 0)
    #expect(measures.sharpness == 0)
    #expect(measures.highlights == 0.2)
    #expect(measures.shadows == 0.2)
  }

  @Test func fourEqualLevelsAreTwoBits() throws {
    let measures = try PictureMeasures(
      of: image(width: 64, height: 8) { x, _ in UInt8(x / 16 * 85) })
    #expect(abs(measures.entropy - 2) < 1e-12)
    #expect(measures.shadows == 0)
    #expect(measures.highlights == 1)
  }

  /// 2 of 100 pixels are white, 10 black.
  @Test func percentilesAreThoseOfThePixels() throws {
    let measures = try PictureMeasures(
      of: image(width: 10, height: 10) { x, y in
        y == 0 ? 0 : y == 9 && x < 2 ? 255 : 102
      })
    #expect(measures.highlights == 1)
    #expect(measures.shadows == 0)
    let without = try PictureMeasures(
      of: image(width: 10, height: 10) { x, y in
        y == 0 && x < 4 ? 0 : y == 9 && x < 1 ? 255 : 102
      })
    #expect(without.highlights == 0.4)
    #expect(without.shadows == 0.4)
  }

  /// Stripes a pixel wide: the Laplacian is 2 · 255 with either sign in inner columns.
  @Test func theLaplacianOfStripesIsKnown() throws {
    let measures = try PictureMeasures(
      of: image(width: 34, height: 20) { x, _ in x % 2 == 0 ? 0 : 255 })
    let expected = Double(510 * 510)
    #expect(abs(try #require(measures.sharpness) - expected) < expected * 1e-3)
  }

  @Test func softEdgesAreLessSharp() throws {
    func picture(softness: Double) throws -> Image {
      try image(width: 200, height: 200) { x, y in
        let distance = abs(Double((x / 4 + y / 4) % 20) - 10) / 10
        return UInt8(255 / (1 + exp((distance - 0.5) / softness)))
      }
    }
    let sharp = try PictureMeasures(of: picture(softness: 0.02))
    let soft = try PictureMeasures(of: picture(softness: 0.3))
    #expect(try #require(sharp.sharpness) > 3 * (try #require(soft.sharpness)))
  }

  @Test func thinPicturesHaveNoSharpness() throws {
    #expect(try PictureMeasures(of: image(width: 1, height: 1) { _, _ in 9 }).sharpness == nil)
    #expect(try PictureMeasures(of: image(width: 2000, height: 2) { _, _ in 9 }).sharpness == nil)
  }

  @Test func shrinkingKeepsTheShapeAndEnlargesNothing() throws {
    let wide = try image(width: 600, height: 150) { _, _ in 7 }
    let shrunk = try wide.shrunk(toSide: 256)
    #expect(shrunk.width == 256 && shrunk.height == 64)
    #expect(try shrunk.shrunk(toSide: 256) == shrunk)
    let line = try image(width: 1, height: 3000) { _, _ in 7 }.shrunk(toSide: 256)
    #expect(line.width == 1 && line.height == 256)
  }
}
