import Images
import Testing

/// Orientations from strangers: a broken remark about a picture is ignored, the picture is kept.
struct OrientationTests {
  @Test("Both byte orders are read, as a short and as a long number")
  func byteOrders() throws {
    #expect(try orientation(tiff: Self.little + [1, 0] + entry(3, 6)) == 6)
    #expect(try orientation(tiff: Self.little + [1, 0] + entry(4, 6)) == 6)
    #expect(
      try orientation(
        tiff: [0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 8, 0, 0]) == 8)
  }

  private static let little: [UInt8] = [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0]

  static let meaningless: [[UInt8]] = [
    [], [0x49, 0x49], [0x49, 0x49, 0x2A, 0], little,
    [0x49, 0x49, 0x2A, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0],
    little + [0xFF, 0xFF],
    little + [1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0],
    little + [1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 9, 0, 0, 0],
    little + [1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0],
    little + [1, 0, 0x12, 1, 2, 0, 1, 0, 0, 0, 6, 0, 0, 0],
  ]

  @Test("Nonsense means upright", arguments: meaningless)
  func nonsense(tiff: [UInt8]) throws {
    #expect(try orientation(tiff: tiff) == 1)
  }

  private func entry(_ type: UInt8, _ value: UInt8) -> [UInt8] {
    [0x12, 1, type, 0, 1, 0, 0, 0, value, 0, 0, 0]
  }

  /// Of a JPEG that carries these bytes as its EXIF.
  private func orientation(tiff: [UInt8]) throws -> Int {
    let bytes = try Fixture.bytes("decoding/jpeg-444.jpg")
    let length = tiff.count + 8
    var tagged = Array(bytes[..<2])
    tagged += [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)]
    tagged += Array("Exif\0\0".utf8)
    tagged += tiff
    tagged += bytes[2...]
    _ = try Image.decode(tagged, path: "tagged.jpg")
    return try ImageHeader.read(tagged, path: "tagged.jpg").orientation.rawValue
  }
}
