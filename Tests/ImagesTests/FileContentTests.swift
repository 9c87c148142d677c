import Images
import Testing

@Suite struct FileContentTests {
  /// A GIF of so many 1 × 1 pictures, each with an extension before it.
  static func gif(frames: Int) -> [UInt8] {
    let header = Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]
    let control: [UInt8] = [0x21, 0xF9, 4, 0, 0, 0, 0, 0]
    let picture: [UInt8] = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4C, 1, 0]
    return header + (0..<frames).flatMap { _ in control + picture } + [0x3B]
  }

  static func webp(flags: UInt8) -> [UInt8] {
    Array("RIFF".utf8) + [22, 0, 0, 0] + Array("WEBPVP8X".utf8) + [10, 0, 0, 0, flags]
      + [UInt8](repeating: 0, count: 9)
  }

  /// With an animation chunk behind the header. Its checksum is nobody's business here.
  static func animated(_ png: [UInt8], frames: UInt8) -> [UInt8] {
    Array(png[..<33]) + [0, 0, 0, 8] + Array("acTL".utf8) + [
      0, 0, 0, frames, 0, 0, 0, 0, 1, 2, 3, 4,
    ]
      + png[33...]
  }

  @Test func theContentSaysTheFormatAndTheNameDoesNot() throws {
    let jpeg = FileContent(try Fixture.bytes("decoding/jpeg-420.jpg"))
    let png = FileContent(try Fixture.bytes("decoding/png-rgb.png"))
    #expect(jpeg.formatName == "JPEG")
    #expect(png.formatName == "PNG")
    #expect(FileContent(Self.gif(frames: 1)).formatName == "GIF")
    #expect(FileContent([]).formatName == nil)
    #expect(FileContent(Array("<html>".utf8)).formatName == nil)
  }

  @Test func endingsFitWhatTheyNameInAnyCase() throws {
    let jpeg = FileContent(try Fixture.bytes("decoding/jpeg-420.jpg"))
    for name in ["a.jpg", "a.JPEG", "a.b.jpe", "folder.png/a.jpg"] {
      #expect(jpeg.fits(name: name))
    }
    for name in ["a.png", "a.jpg.gif", "a.WebP"] { #expect(!jpeg.fits(name: name)) }
    // Nothing contradicts.
    #expect(jpeg.fits(name: "photo"))
    #expect(jpeg.fits(name: "photo.data"))
    #expect(FileContent([1, 2, 3]).fits(name: "a.png"))
  }

  @Test func severalFramesAreAnAnimation() throws {
    let png = try Fixture.bytes("decoding/png-rgb.png")
    #expect(!FileContent(png).isAnimated)
    #expect(!FileContent(Self.animated(png, frames: 1)).isAnimated)
    #expect(FileContent(Self.animated(png, frames: 2)).isAnimated)
    #expect(!FileContent(Self.gif(frames: 1)).isAnimated)
    #expect(FileContent(Self.gif(frames: 3)).isAnimated)
    #expect(!FileContent(Self.webp(flags: 0)).isAnimated)
    #expect(FileContent(Self.webp(flags: 2)).isAnimated)
    #expect(!FileContent(try Fixture.bytes("decoding/jpeg-420.jpg")).isAnimated)
  }

  @Test(arguments: ["jpeg-420.jpg", "jpeg-progressive.jpg", "jpeg-restart.jpg", "png-rgb.png"])
  func aFileThatIsCutEndsEarly(name: String) throws {
    let bytes = try Fixture.bytes("decoding/" + name)
    #expect(!FileContent.endsEarly(bytes))
    // Whatever follows the end does no harm.
    #expect(!FileContent.endsEarly(bytes + [0, 0, 0]))
    for share in [4, 2] { #expect(FileContent.endsEarly(Array(bytes[..<(bytes.count / share)]))) }
    #expect(FileContent.endsEarly(Array(bytes.dropLast(2))))
  }

  @Test func noPrefixOfAnyFormatCrashes() throws {
    let files = [
      try Fixture.bytes("decoding/png-gray-1.png"), try Fixture.bytes("decoding/jpeg-1x1.jpg"),
      Self.gif(frames: 2), Self.webp(flags: 2),
    ]
    for file in files {
      for count in 0...min(file.count, 400) {
        let part = Array(file[..<count])
        _ = FileContent(part)
        _ = FileContent.endsEarly(part)
      }
      var generator = SplitMix(state: 3)
      for _ in 0..<300 {
        var damaged = file
        for _ in 0..<4 {
          damaged[Int(generator.next() % UInt64(file.count))] = UInt8(generator.next() & 255)
        }
        _ = FileContent(damaged)
        _ = FileContent.endsEarly(damaged)
      }
    }
  }
}

private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    let word = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    return word ^ (word >> 27)
  }
}
