import Foundation
import Testing

@testable import Images

struct PreprocessingTests {
  static let fixtures = Fixture.names(in: "preprocessing", endings: [".f32"])

  @Test("Rendering gives the numbers of torchvision's transforms", arguments: fixtures)
  func matchesTorchvision(name: String) throws {
    let parts = name.dropLast(4).split(separator: "-")
    let side = try #require(parts[1].split(separator: "x").first.flatMap { Int($0) })
    let preprocessing = Preprocessing(
      width: side, height: side, cropFraction: side == 14 ? 0.875 : 1,
      interpolation: try #require(Interpolation(rawValue: String(parts[2]))))
    let image = try Fixture.ppm("preprocessing/\(parts[0]).ppm")
    let expected = try Fixture.bytes("preprocessing/\(name)").withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 4).map {
        Float(
          bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self))
        )
      }
    }
    for path in PixelPath.available {
      #expect(try render(preprocessing, image, path: path) == expected, "\(path)")
    }
  }

  @Test("There are fixtures of both kinds")
  func fixturesAreThere() {
    #expect(Self.fixtures.count == 28)
  }

  @Test("The shorter side becomes floor(side / cropFraction), the crop is the middle")
  func geometry() {
    let standard = Preprocessing()
    #expect(
      standard.geometry(imageWidth: 500, imageHeight: 375)
        == .init(
          width: 341, height: 256,
          window: PixelWindow(left: 58, top: 16, width: 224, height: 224)))
    // 61 / 2 = 30.5 is rounded to even.
    #expect(standard.geometry(imageWidth: 285, imageHeight: 256).window.left == 30)
    #expect(standard.geometry(imageWidth: 287, imageHeight: 256).window.left == 32)
    #expect(Preprocessing(cropFraction: 0.9).geometry(imageWidth: 9, imageHeight: 9).width == 248)
    #expect(
      Preprocessing(cropFraction: 224.0 / 232).geometry(imageWidth: 9, imageHeight: 9).width == 232)
  }

  @Test("A picture of any shape covers the input, also one that is not square")
  func geometryCovers() {
    for preprocessing in [
      Preprocessing(), Preprocessing(width: 17, height: 96, cropFraction: 1),
      Preprocessing(width: 96, height: 17, cropFraction: 0.77),
    ] {
      for width in [1, 2, 3, 16, 17, 95, 500, 10_000, 65_535] {
        for height in [1, 2, 3, 16, 17, 96, 375, 10_000, 65_535] {
          let geometry = preprocessing.geometry(imageWidth: width, imageHeight: height)
          let window = geometry.window
          #expect(window.left >= 0 && window.left + preprocessing.width <= geometry.width)
          #expect(window.top >= 0 && window.top + preprocessing.height <= geometry.height)
        }
      }
    }
  }

  @Test("Needles are rendered without computing what the crop throws away")
  func needles() throws {
    for (width, height) in [(1, 10_000), (10_000, 1)] {
      let image = try Fixture.noise(width: width, height: height, seed: 1)
      let values = try render(Preprocessing(width: 8, height: 8), image)
      #expect(values.allSatisfy { $0.isFinite })
    }
  }

  @Test("A mirrored view is the plain one with every row reversed")
  func mirrored() throws {
    let image = try Fixture.noise(width: 40, height: 30, seed: 2)
    let preprocessing = Preprocessing(width: 11, height: 9)
    let plain = try render(preprocessing, image)
    let mirrored = try render(
      preprocessing, image,
      view: ViewParameters(operations: [DrawnOperation(.horizontalFlip)]))
    for y in 0..<9 {
      for x in 0..<11 {
        for c in 0..<3 {
          #expect(mirrored[(y * 11 + x) * 3 + c] == plain[(y * 11 + 10 - x) * 3 + c])
        }
      }
    }
  }

  @Test("Channel order and pixel range decide what the numbers mean")
  func orderAndRange() throws {
    let image = try Image(width: 1, height: 1, pixels: [255, 51, 0])
    var preprocessing = Preprocessing(
      width: 1, height: 1, cropFraction: 1, mean: [0, 0, 0], standardDeviation: [1, 1, 1])
    #expect(try render(preprocessing, image) == [1, 0.2, 0])
    preprocessing.channelOrder = .bgr
    #expect(try render(preprocessing, image) == [0, 0.2, 1])
    preprocessing.pixelRange = .byte
    preprocessing.mean = [1, 2, 3]
    preprocessing.standardDeviation = [1, 7, 2]
    #expect(try render(preprocessing, image) == [-1, 7, 126])
  }

  @Test("A wrong field is named")
  func validation() throws {
    try Preprocessing().validate()
    for (wrong, name) in [
      (Preprocessing(width: 0), "width"), (Preprocessing(height: 8193), "height"),
      (Preprocessing(cropFraction: 0), "cropFraction"),
      (Preprocessing(cropFraction: 1.01), "cropFraction"),
      (Preprocessing(cropFraction: .nan), "cropFraction"),
      (Preprocessing(mean: [0, 0]), "mean"), (Preprocessing(mean: [0, 0, .infinity]), "mean"),
      (Preprocessing(standardDeviation: [1, 0, 1]), "standardDeviation"),
      (Preprocessing(standardDeviation: [1, 1, 1, 1]), "standardDeviation"),
    ] {
      let error = #expect(throws: ImageError.self) { try wrong.validate() }
      #expect("\(try #require(error))".contains("\(name) is"))
    }
  }

  @Test("It travels as JSON unchanged, with names that people can read")
  func codable() throws {
    let preprocessing = Preprocessing(
      width: 300, interpolation: .bicubic, channelOrder: .bgr, pixelRange: .byte)
    let data = try JSONEncoder().encode(preprocessing)
    #expect(try JSONDecoder().decode(Preprocessing.self, from: data) == preprocessing)
    let text = String(decoding: data, as: UTF8.self)
    for part in [#""bicubic""#, #""bgr""#, #""byte""#, "0.229"] { #expect(text.contains(part)) }
  }

  private func render(
    _ preprocessing: Preprocessing, _ image: Image, view: ViewParameters = .identity,
    path: PixelPath = .best
  ) throws -> [Float] {
    var values = [Float](repeating: .nan, count: preprocessing.elementCount)
    try values.withUnsafeMutableBufferPointer {
      try preprocessing.render(image, view: view, into: $0, path: path)
    }
    return values
  }
}
