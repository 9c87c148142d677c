import Images
import Testing

/// What strangers send: every one is an error that names the file, none a crash or a guess.
struct HostileImageTests {
  static let samples = [
    "jpeg-420.jpg", "jpeg-progressive.jpg", "jpeg-cmyk.jpg", "png-rgb.png", "png-palette.png",
    "png-interlaced-alpha.png", "webp-lossy.webp", "webp-lossless.webp", "webp-lossy-alpha.webp",
    "webp-orientation-6.webp",
  ]

  static let foreignSamples: [(String, [UInt8])] = [
    ("GIF", Array("GIF89a".utf8)),
    ("BMP", Array("BM123456".utf8)),
    ("TIFF", [0x49, 0x49, 0x2A, 0]),
    ("TIFF", [0x4D, 0x4D, 0, 0x2A]),
    ("HEIC", Array("....ftypheic".utf8)),
    ("HEIC", Array("....ftypmif1".utf8)),
    ("AVIF", Array("....ftypavif".utf8)),
  ]

  @Test("A file cut anywhere is an error that names it", arguments: samples)
  func truncated(name: String) throws {
    let bytes = try Fixture.bytes("decoding/\(name)")
    for count in 0..<bytes.count {
      let error = #expect(throws: ImageError.self, "\(count) of \(bytes.count) bytes") {
        try Image.decode(Array(bytes[..<count]), path: "photos/cut.jpg")
      }
      #expect("\(try #require(error))".hasPrefix("photos/cut.jpg: "))
    }
  }

  @Test("Any one byte changed in a PNG is an error", arguments: ["png-rgb.png", "png-palette.png"])
  func changedByte(name: String) throws {
    let bytes = try Fixture.bytes("decoding/\(name)")
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 0x40
      #expect(throws: ImageError.self, "byte \(index)") {
        try Image.decode(changed, path: "changed.png")
      }
    }
  }

  @Test(
    "A wrong byte anywhere in a JPEG or a WebP is decoded or refused, never a crash",
    arguments: samples.filter { !$0.hasSuffix(".png") })
  func noise(name: String) throws {
    let bytes = try Fixture.bytes("decoding/\(name)")
    var refused = 0
    for index in bytes.indices {
      var changed = bytes
      changed[index] = ~changed[index]
      do { _ = try Image.decode(changed, path: "changed.jpg") } catch { refused += 1 }
    }
    #expect(refused > 0 && refused < bytes.count)
  }

  @Test("An empty file, a text and noise are no images")
  func notImages() {
    #expect(throws: ImageError.notAnImage(path: "a.jpg", found: "an empty file")) {
      try Image.decode([], path: "a.jpg")
    }
    #expect(throws: ImageError.notAnImage(path: "a.jpg", found: "text that begins with `hello`")) {
      try Image.decode(Array("hello\nworld".utf8), path: "a.jpg")
    }
    #expect(throws: ImageError.notAnImage(path: "a.jpg", found: "3 bytes that begin with 00 ff 80"))
    {
      try Image.decode([0, 0xFF, 0x80], path: "a.jpg")
    }
  }

  @Test(
    "A format that is not decoded is named",
    arguments: foreignSamples)
  func foreignFormat(name: String, bytes: [UInt8]) {
    #expect(throws: ImageError.unsupportedFormat(path: "photo.jpg", format: name)) {
      try Image.decode(bytes, path: "photo.jpg")
    }
    #expect(
      ImageError.unsupportedFormat(path: "photo.jpg", format: name).description.contains(name))
  }

  @Test("An animated WebP is refused and called so")
  func animation() throws {
    let bytes = try Fixture.bytes("hostile/animated.webp")
    let error = ImageError.unsupportedFormat(path: "moves.webp", format: "an animated WebP")
    #expect(throws: error) { try Image.decode(bytes, path: "moves.webp") }
    #expect("\(error)".contains("a still JPEG, PNG or WebP"))
    // Also where the flag is missing that announces it: the frames themselves say so.
    var unannounced = bytes
    unannounced[20] &= ~2
    #expect(throws: error) { try Image.decode(unannounced, path: "moves.webp") }
  }

  @Test("A WebP whose picture is not of the size that the container says is refused")
  func webpSizes() throws {
    var bytes = try Fixture.bytes("decoding/webp-lossy-alpha.webp")
    #expect(Array(bytes[12..<16]) == Array("VP8X".utf8))
    bytes[24] += 1
    let error = #expect(throws: ImageError.self) { try Image.decode(bytes, path: "a.webp") }
    #expect("\(try #require(error))".hasPrefix("a.webp: corrupt WebP: "))
  }

  @Test("The largest WebP that a header can claim is refused before memory is taken")
  func webpBomb() throws {
    var bytes = try Fixture.bytes("decoding/webp-lossless.webp")
    #expect(Array(bytes[12..<16]) == Array("VP8L".utf8))
    bytes.replaceSubrange(21..<25, with: [0xFF, 0xFF, 0xFF, 0x0F])
    #expect(
      throws: ImageError.tooManyPixels(
        path: "bomb.webp", width: 16384, height: 16384, limits: DecodingLimits())
    ) { try Image.decode(bytes, path: "bomb.webp") }
  }

  @Test("A PNG that claims to be enormous is refused before memory is taken")
  func pngBomb() throws {
    var bytes = try Fixture.bytes("decoding/png-rgb.png")
    bytes.replaceSubrange(16..<24, with: [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF])
    let limits = DecodingLimits()
    #expect(
      throws: ImageError.tooManyPixels(
        path: "bomb.png", width: 0x7FFF_FFFF, height: 0x7FFF_FFFF, limits: limits)
    ) { try Image.decode(bytes, path: "bomb.png") }
  }

  @Test("The limits hold for JPEGs, by pixels and by sides")
  func limitsHold() throws {
    let bytes = try Fixture.bytes("decoding/jpeg-444.jpg")
    for limits in [
      DecodingLimits(maximumPixelCount: 53 * 37 - 1), DecodingLimits(maximumSide: 52),
    ] {
      #expect(
        throws: ImageError.tooManyPixels(path: "a.jpg", width: 53, height: 37, limits: limits)
      ) { try Image.decode(bytes, path: "a.jpg", limits: limits) }
    }
    let exact = DecodingLimits(maximumPixelCount: 53 * 37, maximumSide: 53)
    #expect(try Image.decode(bytes, path: "a.jpg", limits: exact).width == 53)
  }

  @Test("A file over the limit is refused before it is read")
  func largeFile() throws {
    let path = try Fixture.path("decoding/jpeg-444.jpg")
    let size = try Fixture.bytes("decoding/jpeg-444.jpg").count
    #expect(throws: ImageError.fileTooLarge(path: path, byteCount: size, limit: size - 1)) {
      try Image.load(path: path, limits: DecodingLimits(maximumFileByteCount: size - 1))
    }
  }

  @Test("A progressive JPEG with hundreds of scans is refused")
  func manyScans() throws {
    let bytes = try Fixture.bytes("decoding/jpeg-progressive.jpg")
    // The first scan, which sets coefficients and refines none, over and over.
    let markers = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] >= 0xC0 }
    let start = try #require(markers.first { bytes[$0 + 1] == 0xDA })
    let end = try #require(markers.first { $0 > start })
    func image(scans: Int) -> [UInt8] {
      bytes[..<start] + (0..<scans).flatMap { _ in bytes[start..<end] } + bytes[end...]
    }
    #expect(
      try Image.decode(image(scans: 100), path: "a.jpg") == Image.decode(bytes, path: "a.jpg"))
    let error = #expect(throws: ImageError.self) {
      try Image.decode(image(scans: 300), path: "scans.jpg")
    }
    #expect("\(try #require(error))".contains("progressive scans"))
  }
}
