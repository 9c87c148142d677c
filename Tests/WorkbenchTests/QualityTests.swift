import Datasets
import Files
import Foundation
import Images
import Testing
import Workers

@testable import Workbench

/// The bounds on real pictures: they let good ones pass and notice what was done to them.
@Suite("Odd pictures")
struct QualityTests {
  private static let source = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../pretrained/emoji").standardized.path

  private func emoji() throws -> [Image] {
    try ["animal", "face", "food", "object", "people", "travel"].flatMap { name in
      let names = try FileManager.default.contentsOfDirectory(atPath: Self.source + "/" + name)
        .filter { $0.hasSuffix(".png") }.sorted()
      return try stride(from: 0, to: names.count, by: 12).map {
        try Image.load(path: "\(Self.source)/\(name)/\(names[$0])")
      }
    }
  }

  /// What is said of a picture, without the file that it would come from.
  private func kinds(_ image: Image) throws -> Set<QualityFinding.Kind> {
    let scratch = try Scratch()
    try AtomicFile.write(image.png(), to: scratch.file("picture.png"))
    let facts = try PictureSurvey(workers: Workers(count: 1), reporter: SilentReporter())
      .run(on: [.file(path: scratch.file("picture.png"))])
    let look = try #require(facts.first?.look)
    return Set(
      QualityFinding.all(of: look, path: "picture.png", label: "class", QualityThresholds())
        .map(\.kind))
  }

  private func lit(_ image: Image, _ change: (Double) -> Double) throws -> Image {
    try Image(
      width: image.width, height: image.height,
      pixels: image.pixels.map { UInt8(min(max(change(Double($0)), 0), 255)) })
  }

  @Test("good pictures pass, changed ones are noticed")
  func bounds() throws {
    let images = try emoji()
    #expect(images.count > 80)
    var blurry = 0
    for image in images {
      #expect(try kinds(image) == [])
      #expect(try kinds(lit(image) { $0 * 0.3 }).contains(.dark))
      #expect(try kinds(lit(image) { 244 + $0 * 0.04 }).contains(.bright))
      let small = try image.resized(
        width: image.width / 6, height: image.height / 6, interpolation: .bilinear)
      let soft = try small.resized(
        width: image.width, height: image.height, interpolation: .bicubic)
      if try kinds(soft) == [.blurry] { blurry += 1 }
      let long = try image.resized(width: 128, height: 40, interpolation: .bilinear)
      #expect(try kinds(long) == [.long])
      let tiny = try image.resized(width: 20, height: 20, interpolation: .bilinear)
      #expect(try kinds(tiny).contains(.small))
    }
    #expect(blurry * 10 >= images.count * 9, "\(blurry) of \(images.count) blurred ones")
  }

  @Test("a picture of one colour is plain and not blurry")
  func oneColour() throws {
    let grey = try Image(
      width: 64, height: 64, pixels: [UInt8](repeating: 128, count: 64 * 64 * 3))
    #expect(try kinds(grey) == [.plain])
  }
}
