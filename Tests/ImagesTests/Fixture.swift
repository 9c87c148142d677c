import Files
import Foundation
import Images
import Testing

/// The files that `Fixtures/make_fixtures.py` made with Pillow.
enum Fixture {
  static func path(_ name: String) throws -> String {
    let folder = try #require(Bundle.module.resourcePath)
    return "\(folder)/Fixtures/\(name)"
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    try InputFile.contents(of: path(name))
  }

  /// Names in a folder with one of these endings, sorted.
  static func names(in folder: String, endings: [String]) -> [String] {
    let all = try? FileManager.default.contentsOfDirectory(atPath: path(folder))
    return (all ?? []).filter { name in endings.contains { name.hasSuffix($0) } }.sorted()
  }

  /// Reads a binary PPM as Pillow writes it: `P6`, width and height, 255, then the bytes.
  static func ppm(_ name: String) throws -> Image {
    let bytes = try bytes(name)
    var lines: [[UInt8]] = []
    var start = 0
    while lines.count < 3 {
      let end = try #require(bytes[start...].firstIndex(of: 0x0A))
      lines.append(Array(bytes[start..<end]))
      start = end + 1
    }
    let size = String(decoding: lines[1], as: UTF8.self).split(separator: " ").compactMap {
      Int($0)
    }
    try #require(size.count == 2)
    return try Image(width: size[0], height: size[1], pixels: Array(bytes[start...]))
  }

  /// A picture of noise, the same for the same seed.
  static func noise(width: Int, height: Int, seed: UInt64) throws -> Image {
    var state = seed &* 2 &+ 1
    let pixels = (0..<width * height * 3).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
    return try Image(width: width, height: height, pixels: pixels)
  }
}
