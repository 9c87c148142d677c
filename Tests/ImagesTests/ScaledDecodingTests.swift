import Foundation
import Testing

@testable import Images

@Suite struct ScaledDecodingTests {
  /// A JPEG of slopes and waves, large enough to be reduced.
  private func jpeg(width: Int, height: Int) throws -> [UInt8] {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * 3)
    for y in 0..<height {
      for x in 0..<width {
        let wave = 40 * sin(Double(x) / 37) * cos(Double(y) / 53)
        pixels.append(UInt8(60 + 120 * x / width))
        pixels.append(UInt8(60 + 120 * y / height))
        pixels.append(UInt8(128 + Int(wave)))
      }
    }
    return try Image(width: width, height: height, pixels: pixels).jpeg(quality: 95)
  }

  private func scaled(side: Int, cropFraction: Double = 1) -> Preprocessing {
    var preprocessing = Preprocessing(width: side, height: side, cropFraction: cropFraction)
    preprocessing.decode = .scaled
    return preprocessing
  }

  private func image(_ bytes: [UInt8], _ preprocessing: Preprocessing, _ view: ViewParameters)
    throws
    -> Image
  {
    try Image.decode(bytes, path: "test", reduction: { preprocessing.reduction(of: $0, for: view) })
  }

  @Test(arguments: [(64, 8), (100, 4), (128, 4), (200, 2), (256, 2), (300, 1), (1200, 1)])
  func reductionLeavesTwoPixelsForEachOfTheView(side: Int, expected: Int) throws {
    let bytes = try jpeg(width: 1203, height: 1031)
    let image = try image(bytes, scaled(side: side), .identity)
    #expect(image.width == (1203 + expected - 1) / expected)
    #expect(image.height == (1031 + expected - 1) / expected)
    #expect(image.fullWidth == 1203 && image.fullHeight == 1031)
    let full = try Image.decode(bytes, path: "test")
    #expect(full.width == 1203 && full.fullWidth == 1203)
  }

  @Test func reductionFollowsTheCropThatWasDrawn() throws {
    let header = try ImageHeader.read(jpeg(width: 1600, height: 1600), path: "test")
    let preprocessing = scaled(side: 100)
    func reduction(_ operations: [DrawnOperation]) -> Int {
      preprocessing.reduction(of: header, for: ViewParameters(operations: operations))
    }
    #expect(reduction([]) == 8)
    // A quarter of the side: 400 pixels for 100.
    #expect(reduction([DrawnOperation(.randomResizedCrop, [1.0 / 16, 1, 0.3, 0.6, 1])]) == 2)
    #expect(reduction([DrawnOperation(.scale, [2])]) == 4)
    #expect(reduction([DrawnOperation(.rotate, [30]), DrawnOperation(.scale, [2])]) == 4)
    #expect(reduction([DrawnOperation(.brightness, [2])]) == 8)
    let mixture = ViewParameters.Mixture(
      chains: [[DrawnOperation(.scale, [4])], []], weights: [0.5, 0.5], share: 0.5)
    #expect(preprocessing.reduction(of: header, for: ViewParameters(mixture: mixture)) == 2)
    #expect(Preprocessing(width: 100, height: 100).reduction(of: header, for: .identity) == 1)
  }

  @Test(
    arguments: [
      [], [DrawnOperation(.rotate, [25])], [DrawnOperation(.horizontalFlip)],
      [DrawnOperation(.randomResizedCrop, [0.5, 1.1, 0.2, 0.7, 1])],
    ]) func aReducedPictureGivesNearlyTheSameView(operations: [DrawnOperation]) throws
  {
    let bytes = try jpeg(width: 1203, height: 1031)
    let view = ViewParameters(operations: operations)
    let preprocessing = scaled(side: 96, cropFraction: 0.875)
    let reduced = try preprocessing.view(of: image(bytes, preprocessing, view), view)
    let full = try preprocessing.view(of: Image.decode(bytes, path: "test"), view)
    #expect(reduced != full)
    #expect(AugmentationParityTests.largestDifference(reduced, full, margin: 0) <= 4)
  }

  @Test func orientationAndReductionGoTogether() throws {
    for name in Fixture.names(in: "decoding", endings: [".jpg"]) {
      let bytes = try Fixture.bytes("decoding/\(name)")
      let full = try Image.decode(bytes, path: name)
      let half = try Image.decode(bytes, path: name, reduction: { _ in 2 })
      #expect(half.fullWidth == full.width && half.fullHeight == full.height, "\(name)")
      #expect(half.width == (full.width + 1) / 2 && half.height == (full.height + 1) / 2, "\(name)")
    }
  }

  @Test func modelsWithoutTheFieldDecodeInFull() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(Preprocessing())
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains("\"decode\":\"full\""))
    let older = text.replacing("\"decode\":\"full\",", with: "")
    #expect(older != text)
    #expect(
      try JSONDecoder().decode(Preprocessing.self, from: Data(older.utf8)) == Preprocessing())
    let scaled = text.replacing("\"decode\":\"full\"", with: "\"decode\":\"scaled\"")
    #expect(
      try JSONDecoder().decode(Preprocessing.self, from: Data(scaled.utf8)).decode == .scaled)
  }
}
