import Foundation
import Testing

/// Sixty pictures, and of each of eight kinds of broken file five: 5 % of what lies there.
@Suite struct BrokenFolderTests {
  private let photos: Photos
  private let broken: [String]

  init() throws {
    photos = try Photos(picturesPerClass: 10)
    var broken: [String] = []
    for (place, kind) in BrokenPicture.allCases.enumerated() {
      for number in 0..<5 {
        let label = Photos.classes[(place + number) % Photos.classes.count]
        let path = "\(label)/\(kind)-\(number)\(kind.ending)"
        try kind.write(to: "photos/" + path, in: photos)
        broken.append(path)
      }
    }
    self.broken = broken.sorted()
  }

  /// With the frozen part kept, and through the backbone.
  @Test(arguments: [["--freeze", "all"], ["--freeze", "stages:1"]])
  func trainsUnderSkipAndNamesEachFile(flags: [String]) throws {
    let outcome = try Command.run(
      [
        "train", "photos", "--epochs", "1", "--image-size", "64", "--on-bad-image", "skip",
        "--output", "run", "--json",
      ] + flags, in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(try outcome.json()["skipped"] as? Int == 40)
    let skipped = try #require(
      JSONSerialization.jsonObject(with: photos.data("run/skipped.json")) as? [[String: String]])
    #expect(skipped.compactMap { $0["relativePath"] }.sorted() == broken)
    for path in broken { #expect(outcome.messages.contains("photos/" + path), "\(path)") }
  }

  @Test(arguments: [["--freeze", "all"], ["--freeze", "stages:1"]])
  func stopsUnderErrorWithThePath(flags: [String]) throws {
    let outcome = try Command.run(
      ["train", "photos", "--epochs", "1", "--image-size", "64", "--output", "run"] + flags,
      in: photos)
    // A link to nothing is a file that is not there.
    #expect([65, 66].contains(outcome.status), "\(outcome.messages)")
    #expect(broken.contains { outcome.messages.contains("photos/" + $0) }, "\(outcome.messages)")
    #expect(!photos.exists("run"))
  }
}
