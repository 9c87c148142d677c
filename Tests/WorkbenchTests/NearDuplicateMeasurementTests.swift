import Files
import Foundation
import Images
import Testing

@testable import Workbench

/// What the rule for near duplicates finds and what it mistakes, on real pictures.
@Suite("Near duplicates of emoji")
struct NearDuplicateMeasurementTests {
  private static let source = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../pretrained/emoji").standardized.path

  private static func scaled(_ image: Image, _ numerator: Int, _ denominator: Int) throws -> Image {
    try image.resized(
      width: image.width * numerator / denominator, height: image.height * numerator / denominator,
      interpolation: .bicubic)
  }

  private static func lit(_ image: Image, _ factor: Double) throws -> Image {
    try Image(
      width: image.width, height: image.height,
      pixels: image.pixels.map { UInt8(min(255, (Double($0) * factor).rounded())) })
  }

  /// Every fifth emoji, and of every twenty-fifth five copies.
  private func folder() throws -> (scratch: Scratch, copies: [String]) {
    let scratch = try Scratch()
    let table = try InputFile.contents(of: Self.source + "/pictures.csv")
    let paths = String(decoding: table, as: UTF8.self).split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",")[0] }
    try FileManager.default.createDirectory(
      atPath: scratch.file("data/emoji"), withIntermediateDirectories: true)
    var copies: [String] = []
    for (index, path) in paths.enumerated() where index % 5 == 0 {
      let image = try Image.load(path: Self.source + "/" + path)
      try AtomicFile.write(image.png(), to: scratch.file("data/emoji/\(index).png"))
      guard index % 25 == 0 else { continue }
      let made: [(String, [UInt8])] = [
        ("small.png", try Self.scaled(image, 2, 3).png()),
        ("large.png", try Self.scaled(image, 3, 2).png()),
        ("quality.jpg", try image.jpeg(quality: 50)),
        ("dark.png", try Self.lit(image, 0.8).png()),
        ("bright.png", try Self.lit(image, 1.25).png()),
      ]
      for (name, bytes) in made {
        copies.append("\(index)-\(name)")
        try AtomicFile.write(bytes, to: scratch.file("data/emoji/\(index)-\(name)"))
      }
    }
    return (scratch, copies)
  }

  @Test("copies are found, and few different pictures are taken for copies")
  func copiesAndDifferentPictures() throws {
    let (scratch, copies) = try folder()
    var settings = Inspect.Settings(data: scratch.file("data"))
    settings.looksForLabelErrors = false
    let result = try Inspect(settings, cache: CacheFolder(path: scratch.file("cache"))).run()
    func original(_ path: String) -> String {
      String(path.dropFirst("emoji/".count).prefix { $0.isNumber })
    }
    var found: Set<String> = []
    var mistakes = 0
    for group in result.nearDuplicates {
      let originals = Set(group.paths.filter { !$0.contains("-") }.map(original))
      mistakes += originals.count - 1
      for path in group.paths where path.contains("-") && originals.contains(original(path)) {
        found.insert(String(path.dropFirst("emoji/".count)))
      }
    }
    #expect(copies.count == 5 * 43)
    for name in ["small.png", "large.png", "quality.jpg", "dark.png", "bright.png"] {
      let own = copies.filter { $0.hasSuffix(name) }
      let share = Double(own.count { found.contains($0) }) / Double(own.count)
      #expect(share >= (name == "bright.png" ? 0.85 : 0.95), "\(name): \(share)")
    }
    // Of 211 pictures, many of them faces that differ in a mouth.
    #expect(mistakes <= 4, "\(mistakes) different pictures in groups of others")
    #expect(result.labelErrors == nil)
  }
}
