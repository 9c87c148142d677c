import Foundation
import Testing

@Suite struct HeadsCommandTests {
  private let flags = [
    "crossval", "photos", "--folds", "2", "--repeats", "2", "--epochs", "2", "--lr", "0.01",
  ]

  @Test func severalHeadsShareOnePassAndEachIsTheRunThatItWouldBeAlone() throws {
    let photos = try Photos(picturesPerClass: 4)
    let outcome = try Command.run(
      flags + ["--heads", "linear,16@0.5,16x8", "--output", "heads", "--json"], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.matches(of: /what it gives is kept/).count == 1)
    let result = try outcome.json()
    #expect(Set(result.keys) == ["command", "runs", "comparison", "seconds"])
    let runs = try #require(result["runs"] as? [[String: Any]])
    #expect(
      runs.map { $0["run"] as? String } == ["heads/linear", "heads/16@0.5", "heads/16x8"])
    let comparison = try #require(result["comparison"] as? [String: Any])
    #expect((comparison["pairs"] as? [Any])?.count == 3)
    for (name, own) in [
      ("alone", ["--hidden", "16", "--dropout", "0.5"]), ("listed", ["--heads", "16@0.5"]),
    ] {
      let alone = try Command.run(flags + own + ["--output", name, "--json"], in: photos)
      #expect(try alone.json()["run"] as? String == name)
      for file in ["predictions.csv", "folds.csv", "results.csv", "config.json"] {
        #expect(
          try photos.data("\(name)/\(file)") == photos.data("heads/16@0.5/" + file), "\(file)")
      }
    }
  }

  @Test(arguments: [
    (["--heads", "linear,linear"], "each head once"),
    (["--heads", "linear,8", "--hidden", "4"], "--heads"),
    (["--heads", "linear,big"], "--heads"), (["--heads", "linear,8@x"], "--heads"),
    (["--heads", "linear,8@1"], "--dropout: expected 0 to below 1"),
    (["--heads", "linear,0"], "--hidden"),
  ])
  func headsThatCannotBeMeantAreRefusedBeforeAnythingIsTrained(
    heads: [String], said: String
  ) throws {
    let photos = try Photos(picturesPerClass: 2)
    let outcome = try Command.run(flags + heads, in: photos)
    #expect(outcome.status == 64)
    #expect(outcome.messages.contains(said), "\(outcome.messages)")
    #expect(!photos.exists("runs"))
  }
}
