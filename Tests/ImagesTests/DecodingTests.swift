import Images
import Testing

/// Decoded fixtures beside what Pillow makes of them.
struct DecodingTests {
  static let jpegs = Fixture.names(in: "decoding", endings: [".jpg"])
  static let pngs = Fixture.names(in: "decoding", endings: [".png"])
  static let webps = Fixture.names(in: "decoding", endings: [".webp"])

  @Test("A JPEG of every kind decodes as Pillow decodes it", arguments: jpegs)
  func jpegMatchesPillow(name: String) throws {
    // Another version of libjpeg-turbo may round the transform or the colours otherwise.
    try expectMatch(name, levels: 2)
  }

  @Test(
    "A PNG of every kind decodes as Pillow decodes it, transparency over white", arguments: pngs)
  func pngMatchesPillow(name: String) throws {
    try expectMatch(name, levels: 0)
  }

  @Test(
    "A still WebP of every kind decodes as Pillow decodes it, transparency over white",
    arguments: webps)
  func webpMatchesPillow(name: String) throws {
    // Another version of libwebp may round colours otherwise; without loss there is nothing to round.
    try expectMatch(name, levels: name.contains("lossless") ? 0 : 2)
  }

  @Test("There are fixtures of every kind")
  func fixturesAreThere() {
    #expect(Self.jpegs.count >= 18)
    #expect(Self.pngs.count >= 21)
    #expect(Self.webps.count >= 15)
  }

  @Test("The format is told by the content, not by the name")
  func formatComesFromContent() throws {
    let bytes = try Fixture.bytes("decoding/png-rgb.png")
    let image = try Image.decode(bytes, path: "photo.jpg")
    #expect(try image == Fixture.ppm("decoding/png-rgb.ppm"))
    #expect(try ImageHeader.read(bytes, path: "photo.jpg").format == .png)
  }

  @Test("The header says the size and the orientation without decoding", arguments: 1...8)
  func headerIsRead(orientation: Int) throws {
    let bytes = try Fixture.bytes("decoding/jpeg-orientation-\(orientation).jpg")
    let header = try ImageHeader.read(bytes, path: "photo.jpg")
    #expect(header.format == .jpeg)
    #expect(header.storedWidth == 43)
    #expect(header.storedHeight == 35)
    #expect(header.orientation.rawValue == orientation)
    #expect(header.width == (orientation >= 5 ? 35 : 43))
    #expect(header.height == (orientation >= 5 ? 43 : 35))
  }

  @Test("A WebP's header says the size and the orientation", arguments: 1...8)
  func webpHeaderIsRead(orientation: Int) throws {
    let bytes = try Fixture.bytes("decoding/webp-orientation-\(orientation).webp")
    let header = try ImageHeader.read(bytes, path: "photo.webp")
    #expect(header.format == .webp)
    #expect(header.storedWidth == 43)
    #expect(header.storedHeight == 35)
    #expect(header.orientation.rawValue == orientation)
  }

  @Test("A file loads from its path, and a missing one is named")
  func loads() throws {
    let path = try Fixture.path("decoding/jpeg-444.jpg")
    #expect(try Image.load(path: path).width == 53)
    let error = #expect(throws: (any Error).self) { try Image.load(path: path + ".missing") }
    #expect("\(try #require(error))".contains(".missing"))
  }

  @Test("Superfluous bytes between the segments of a JPEG and after its end do no harm")
  func superfluousBytesPass() throws {
    let bytes = try Fixture.bytes("decoding/jpeg-444.jpg")
    let expected = try Image.decode(bytes, path: "whole.jpg")
    // The first segment, APP0, is 18 bytes after the 2 of the start.
    let stuffed = bytes[..<20] + [0, 1, 2] + bytes[20...] + [UInt8](repeating: 7, count: 100)
    #expect(try Image.decode(Array(stuffed), path: "stuffed.jpg") == expected)
  }

  private func expectMatch(_ name: String, levels: Int) throws {
    let path = try Fixture.path("decoding/\(name)")
    let image = try Image.load(path: path)
    let expected = try Fixture.ppm("decoding/\(name.prefix { $0 != "." }).ppm")
    try #require(image.width == expected.width && image.height == expected.height)
    let differences = zip(image.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }
    #expect(differences.max() ?? 0 <= levels)
  }
}
