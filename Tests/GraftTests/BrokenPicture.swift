import Foundation

/// A file that no training can use, of each kind that people's folders hold.
enum BrokenPicture: String, CaseIterable {
  case empty, truncatedJPEG, truncatedPNG, damagedPNG, webPage, misnamedGIF, hugePNG, deadLink

  private static let fixtures = Photos.root + "/Tests/ImagesTests/Fixtures/decoding/"

  static func fixture(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: fixtures + name))
  }

  /// What its name ends in.
  var ending: String {
    switch self {
    case .truncatedPNG, .damagedPNG, .hugePNG: ".png"
    case .empty, .truncatedJPEG, .webPage, .misnamedGIF, .deadLink: ".jpg"
    }
  }

  func write(to name: String, in photos: Photos) throws {
    guard self != .deadLink else {
      return try FileManager.default.createSymbolicLink(
        atPath: photos.file(name), withDestinationPath: "nothing")
    }
    try photos.write(contents(png: photos.data("photos/food/0.png")), to: name)
  }

  private func contents(png: Data) throws -> Data {
    switch self {
    case .empty, .deadLink: return Data()
    case .truncatedJPEG:
      let jpeg = try Self.fixture("jpeg-420.jpg")
      return jpeg.prefix(jpeg.count / 2)
    case .truncatedPNG: return png.prefix(png.count - 30)
    case .damagedPNG:
      var damaged = png
      // In the compressed pixels, which end before the 12 bytes of the last chunk.
      damaged[png.count / 2] ^= 0xFF
      return damaged
    case .webPage: return Data("<html>not found</html>".utf8)
    case .misnamedGIF: return Data(Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0, 0x3B])
    case .hugePNG:
      var huge = png
      // Says 60,000 × 60,000 pixels.
      huge.replaceSubrange(16..<24, with: [0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60])
      return huge
    }
  }
}
