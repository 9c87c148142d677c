import Foundation
import Images
import Testing

@Suite struct PerceptualHashTests {
  private func photo() throws -> Image { try Fixture.ppm("decoding/jpeg-444.ppm") }

  @Test func halfOfTheBitsAreSetWherePicturesHaveContent() throws {
    #expect(try PerceptualHash(of: photo()).bits.nonzeroBitCount == 32)
  }

  @Test func onlyDistancesCount() throws {
    let hash = try PerceptualHash(of: photo())
    #expect(hash.distance(to: hash) == 0)
    // Left and right swapped: frequencies 1, 3, 5, 7 change their sign.
    let image = try photo()
    let pixels = image.pixels
    var mirrored: [UInt8] = []
    for y in 0..<image.height {
      for x in (0..<image.width).reversed() {
        mirrored += pixels[(y * image.width + x) * 3..<(y * image.width + x) * 3 + 3]
      }
    }
    let other = try PerceptualHash(
      of: Image(width: image.width, height: image.height, pixels: mirrored))
    #expect(hash.distance(to: other) > 14)
    #expect(hash.distance(to: other) == other.distance(to: hash))
  }

  @Test func oneColourHasNoBitsWhateverItIs() throws {
    for value: UInt8 in [0, 77, 255] {
      let flat = try Image(
        width: 50, height: 20, pixels: [UInt8](repeating: value, count: 50 * 20 * 3))
      #expect(try PerceptualHash(of: flat).bits == 0)
    }
    let point = try Image(width: 1, height: 1, pixels: [200, 100, 0])
    #expect(try PerceptualHash(of: point).bits == 0)
  }

  /// Of `cos(π / 32 · (x + ½) · 3) · cos(π / 32 · (y + ½) · 2)` one coefficient is far above all others.
  @Test func aWaveIsTheCoefficientOfItsFrequency() throws {
    var pixels: [UInt8] = []
    for y in 0..<32 {
      for x in 0..<32 {
        let across = cos(.pi / 32 * (Double(x) + 0.5) * 3)
        let down = cos(.pi / 32 * (Double(y) + 0.5) * 2)
        pixels += [UInt8](repeating: UInt8(128 + 100 * across * down), count: 3)
      }
    }
    let hash = try PerceptualHash(of: Image(width: 32, height: 32, pixels: pixels))
    // Row frequency 2 and column frequency 3, counted from 1: the largest of all coefficients.
    #expect(hash.bits & 1 << UInt64((2 - 1) * 8 + (3 - 1)) != 0)
  }

  @Test func copiesStayNear() throws {
    let image = try photo()
    let hash = try PerceptualHash(of: image)
    let jpeg = try Image.decode(image.jpeg(quality: 50), path: "copy.jpg")
    let small = try image.resized(
      width: image.width * 2 / 3, height: image.height * 2 / 3, interpolation: .bicubic)
    let brighter = try Image(
      width: image.width, height: image.height,
      pixels: image.pixels.map { UInt8(min(255, Double($0) * 1.1)) })
    for copy in [jpeg, small, brighter] {
      #expect(hash.distance(to: try PerceptualHash(of: copy)) <= 10)
    }
  }
}
