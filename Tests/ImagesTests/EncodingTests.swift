import Images
import Testing

@Suite struct EncodingTests {
  /// Bytes without a pattern.
  private func image(width: Int, height: Int) throws -> Image {
    var value: UInt32 = 1
    let pixels = (0..<width * height * 3).map { _ -> UInt8 in
      value = value &* 1_664_525 &+ 1_013_904_223
      return UInt8(value >> 24)
    }
    return try Image(width: width, height: height, pixels: pixels)
  }

  @Test("What is encoded decodes to the same pixels", arguments: [(1, 1), (7, 3), (300, 200)])
  func pixelsSurviveAPNG(width: Int, height: Int) throws {
    let original = try image(width: width, height: height)
    let bytes = try original.png()
    #expect(bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    #expect(try Image.decode(bytes, path: "made.png") == original)
  }

  @Test func aSideThatIsTooLongIsRefused() throws {
    let line = try image(width: 1_000_001, height: 1)
    #expect(throws: ImageError.self) { try line.png() }
    #expect(try image(width: 1_000_000, height: 1).png().count > 1_000_000)
  }

  @Test(
    "The normalization taken back gives the bytes that were normalized",
    arguments: Preprocessing.ChannelOrder.allCases, Preprocessing.PixelRange.allCases)
  func normalizationIsTakenBack(
    order: Preprocessing.ChannelOrder, range: Preprocessing.PixelRange
  ) throws {
    let original = try image(width: 16, height: 8)
    let scale: Float = range == .unit ? 1 : 255
    let preprocessing = Preprocessing(
      width: 16, height: 8, cropFraction: 1, channelOrder: order, pixelRange: range,
      mean: [0.485, 0.456, 0.406].map { $0 * scale },
      standardDeviation: [0.229, 0.224, 0.225].map { $0 * scale })
    var seen = [Float](repeating: 0, count: preprocessing.elementCount)
    try seen.withUnsafeMutableBufferPointer { try preprocessing.render(original, into: $0) }
    #expect(try seen.withUnsafeBufferPointer(preprocessing.picture) == original)
    // Values that no picture has are cut, not wrapped round.
    seen[0] = 1e9
    seen[1] = -1e9
    seen[2] = .nan
    let cut = try seen.withUnsafeBufferPointer(preprocessing.picture).pixels.prefix(3)
    #expect(cut.sorted() == [0, 0, 255])
  }
}
