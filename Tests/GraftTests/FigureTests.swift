import Foundation
import Testing

/// The pictures in a run's folder `figures`.
@Suite struct FigureTests {
  /// Width and height of a PNG.
  private func size(_ name: String, in photos: Photos) throws -> [Int] {
    let bytes = [UInt8](try photos.data(name))
    #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]), "\(name)")
    return [16, 20].map { start in bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
  }

  private func expectFigures(_ names: Set<String>, of run: String, in photos: Photos) throws {
    let files = try photos.contents(run + "/figures")
    #expect(Set(files) == Set(names.map { $0 + ".png" }))
    for file in files {
      let size = try size("\(run)/figures/\(file)", in: photos)
      #expect(size[0] >= 400 && size[1] >= 400, "\(file)")
      // An empty sheet of this size packs into some hundreds of bytes.
      #expect(try photos.data("\(run)/figures/\(file)").count > 8000, "\(file)")
    }
  }

  @Test func everyChartOfARunIsAPicture() throws {
    let photos = try Photos(picturesPerClass: 8)
    let common: Set = ["confusion", "reliability", "confidence", "coverage"]
    for (arguments, run, own) in [
      (
        ["train", "photos", "--epochs", "2", "--test-split", "0.2"], "t",
        ["loss", "accuracy", "map"]
      ),
      (
        ["crossval", "photos", "--folds", "2", "--epochs", "2", "--refit", "--learning-curve"], "c",
        ["folds", "fold-loss", "fold-accuracy", "learning-curve", "map"]
      ),
      (
        ["evaluate", "c", "photos", "--robustness", "--robustness-count", "6"], "e",
        ["robustness", "map"]
      ),
    ] {
      let outcome = try Command.run(arguments + ["--output", run], in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
      #expect(!outcome.messages.contains("PNG"), "\(outcome.messages)")
      try expectFigures(common.union(own), of: run, in: photos)
    }
    // They are of the run's own numbers.
    #expect(
      try photos.data("t/figures/confusion.png") != photos.data("c/figures/confusion.png"))
    // Nothing in them tells when they were made.
    let again = try Command.run(
      [
        "crossval", "photos", "--folds", "2", "--epochs", "2", "--refit", "--learning-curve",
        "--output", "again/c",
      ],
      in: photos)
    #expect(again.status == 0)
    for file in try photos.contents("c/figures") {
      #expect(
        try photos.data("c/figures/\(file)") == photos.data("again/c/figures/\(file)"), "\(file)")
    }
  }

  /// What a class is called is a text in every picture, whatever it looks like.
  @Test func namesThatLookLikeMarkupAreDrawnAsTheyAre() throws {
    let photos = try Photos(picturesPerClass: 4)
    var lines = ["path,label"]
    for (name, label) in zip(
      Photos.classes, ["</text><svg>&", "var(--bad) ${x}", "it's \"<!-- \u{1}"])
    {
      for picture in try photos.contents("photos/" + name) {
        lines.append("\(name)/\(picture),\"\(label.replacing("\"", with: "\"\""))\"")
      }
    }
    try photos.write(lines.joined(separator: "\n"), to: "photos/list.csv")
    let outcome = try Command.run(
      ["crossval", "photos/list.csv", "--folds", "2", "--epochs", "1", "--output", "run"],
      in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(!outcome.messages.contains("PNG"), "\(outcome.messages)")
    try expectFigures(
      [
        "folds", "fold-loss", "fold-accuracy", "confusion", "reliability", "confidence", "coverage",
        "map",
      ], of: "run", in: photos)
  }

  /// JavaScriptCore would end a process that may not reserve what it wants.
  @Test func whereTheEngineHasNoRoomARunIsWholeWithoutPictures() throws {
    let photos = try Photos(picturesPerClass: 4)
    let outcome = try Command.run(
      ["crossval", "photos", "--folds", "2", "--epochs", "1", "--output", "run"], in: photos,
      addressKilobytes: 4_000_000)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("ulimit -v allows 4000000 kB"), "\(outcome.messages)")
    let files = try photos.contents("run")
    #expect(files.contains("report.html") && !files.contains("figures"))
  }
}
