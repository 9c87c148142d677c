import Images
import Testing

@Suite struct ColorMapTests {
  /// - Source: ITU-R BT.709, section 3, over the sRGB transfer of IEC 61966-2-1.
  private func luminance(_ color: RGB) -> Float {
    func linear(_ value: UInt8) -> Float {
      let share = Float(value) / 255
      return share <= 0.04045 ? share / 12.92 : powered((share + 0.055) / 1.055)
    }
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
  }

  /// `x^2.4`, near enough: between the square and the cube.
  private func powered(_ x: Float) -> Float { x * x * (0.6 + 0.4 * x) }

  @Test func viridisHasItsPublishedColorsAndOnlyGetsBrighter() {
    // At 0, 1/4, 1/2 and 1 of matplotlib's table of 256.
    for (share, expected) in [
      (0, RGB(0x440154)), (64.0 / 255, RGB(0x3B528B)), (128.0 / 255, RGB(0x21918C)),
      (1, RGB(0xFDE725)),
    ] as [(Float, RGB)] {
      let found = ColorMap.viridis.color(at: share)
      for channel in [\RGB.red, \RGB.green, \RGB.blue] as [KeyPath<RGB, UInt8>] {
        let difference = Int(found[keyPath: channel]) - Int(expected[keyPath: channel])
        #expect(abs(difference) <= 2, "\(share)")
      }
    }
    let steps = (0...64).map { luminance(ColorMap.viridis.color(at: Float($0) / 64)) }
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func theMiddleOfTheSignedColorsIsNearlyWhiteAndItsEndsAreBlueAndVermilion() {
    let map = ColorMap.blueToVermilion
    #expect(map.color(at: 0.5) == RGB(0xF7F7F7))
    #expect(map.color(at: 0) == RGB(0x0072B2))
    #expect(map.color(at: 1) == RGB(0xD55E00))
  }

  @Test func whatLiesOutsideHasTheColorOfTheEnd() {
    let map = ColorMap([RGB(0, 0, 0), RGB(100, 200, 50)])
    #expect(map.color(at: -1) == RGB(0, 0, 0))
    #expect(map.color(at: .nan) == RGB(0, 0, 0))
    #expect(map.color(at: 2) == RGB(100, 200, 50))
    #expect(map.color(at: 0.5) == RGB(50, 100, 25))
  }

  @Test func anOverlayMixesTheGreyPictureWithTheColors() throws {
    let picture = try Image(width: 2, height: 1, pixels: [255, 0, 0, 10, 10, 10])
    let map = ColorMap([RGB(0, 0, 0), RGB(200, 100, 0)])
    // The grey of pure red is 76.2.
    #expect(try picture.overlaid(with: [0, 1], map, share: 0).pixels == [76, 76, 76, 10, 10, 10])
    #expect(try picture.overlaid(with: [0, 1], map, share: 1).pixels == [0, 0, 0, 200, 100, 0])
    #expect(
      try picture.overlaid(with: [1, 1], map, share: 0.5).pixels == [138, 88, 38, 105, 55, 5])
  }
}
