import Images
import Tensors
import Testing

struct ResizingTests {
  static let fixtures = Fixture.names(in: "resizing", endings: ["bilinear.ppm", "bicubic.ppm"])

  @Test("Resizing gives the bits of Pillow's Image.resize", arguments: fixtures)
  func matchesPillow(name: String) throws {
    let parts = name.dropLast(4).split(separator: "-")
    let source = try Fixture.ppm("resizing/\(parts[0]).ppm")
    let expected = try Fixture.ppm("resizing/\(name)")
    let interpolation = try #require(Interpolation(rawValue: String(parts[2])))
    for path in PixelPath.available {
      let result = try source.resized(
        width: expected.width, height: expected.height, interpolation: interpolation, path: path)
      #expect(result == expected, "\(path)")
    }
  }

  @Test("There are fixtures of both kinds")
  func fixturesAreThere() {
    #expect(Self.fixtures.count >= 30)
  }

  @Test("Every path gives the same bits, for sizes from 1 × 1 to thousands", arguments: 0..<40)
  func pathsAgree(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: .test)
    // Sides of every magnitude, in either direction, with an area that a test can afford.
    func side(_ largest: Int) -> Int {
      let magnitude = 1 << Int.random(in: 0...11, using: &random)
      return min(largest, Int.random(in: magnitude...(magnitude * 2 - 1), using: &random))
    }
    let width = side(4000)
    let height = side(max(1, 60_000 / width))
    let targetWidth = side(4000)
    let targetHeight = side(max(1, 60_000 / targetWidth))
    let source = try Fixture.noise(width: width, height: height, seed: seed)
    for interpolation in Interpolation.allCases {
      let plain = try source.resized(
        width: targetWidth, height: targetHeight, interpolation: interpolation, path: .plain)
      for path in PixelPath.available {
        let result = try source.resized(
          width: targetWidth, height: targetHeight, interpolation: interpolation, path: path)
        #expect(
          result == plain,
          "\(path): \(width)×\(height) to \(targetWidth)×\(targetHeight), \(interpolation)")
      }
    }
  }

  @Test("A window has the bits of the whole, cropped", arguments: 0..<20)
  func windowIsCrop(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: .test, 1)
    let source = try Fixture.noise(
      width: Int.random(in: 1...90, using: &random), height: Int.random(in: 1...90, using: &random),
      seed: seed)
    let width = Int.random(in: 1...90, using: &random)
    let height = Int.random(in: 1...90, using: &random)
    let left = Int.random(in: 0..<width, using: &random)
    let top = Int.random(in: 0..<height, using: &random)
    let window = PixelWindow(
      left: left, top: top, width: Int.random(in: 1...width - left, using: &random),
      height: Int.random(in: 1...height - top, using: &random))
    for interpolation in Interpolation.allCases {
      let whole = try source.resized(width: width, height: height, interpolation: interpolation)
      let part = try source.resized(
        width: width, height: height, interpolation: interpolation, window: window)
      let pixels = whole.pixels
      var cropped: [UInt8] = []
      for y in window.top..<top + window.height {
        let start = (y * width + left) * 3
        cropped += pixels[start..<start + window.width * 3]
      }
      #expect(part.pixels == cropped)
    }
  }

  @Test("The same size gives the same image")
  func identity() throws {
    let source = try Fixture.noise(width: 37, height: 19, seed: 3)
    for interpolation in Interpolation.allCases {
      #expect(try source.resized(width: 37, height: 19, interpolation: interpolation) == source)
    }
  }
}
