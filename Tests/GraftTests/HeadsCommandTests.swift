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

  /// Nothing can be learned where labels are drawn by chance, and still one of several heads comes out highest.
  @Test func theHighestOfSeveralHeadsIsSaidToFlatterAndTheNestedFigureIsBelowIt() throws {
    let photos = try Photos()
    var state: UInt64 = 7
    var lines = ["path,label"]
    for name in Photos.classes {
      for picture in 0..<8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        lines.append("\(name)/\(picture).png,\((state >> 33) % 2 == 0 ? "heads" : "tails")")
      }
    }
    try photos.write(lines.joined(separator: "\n"), to: "photos/chance.csv")
    let flags = [
      "crossval", "photos/chance.csv", "--folds", "3", "--repeats", "2", "--epochs", "3", "--lr",
      "0.01", "--heads", "linear,linear@0.8,8,32@0.5,64x16,nearest,logistic",
    ]
    let told = try Command.run(flags + ["--output", "heads"], in: photos)
    #expect(told.status == 0, "\(told.messages)")
    #expect(
      told.results.contains(
        "Whoever picks the best of these 7 takes an optimistic figure: it was picked by the very pictures that it is "
          + "of; graft crossval --nested --heads judges the choice too."), "\(told.results)")
    let nested = try Command.run(
      flags + ["--nested", "--inner-folds", "3", "--output", "nested", "--json"], in: photos)
    #expect(nested.status == 0, "\(nested.messages)")
    let chosen = try #require((nested.json()["mean"] as? [String: Double])?["accuracy"])
    let compared = try Command.run(
      ["compare", "--json"]
        + photos.contents("heads").filter { !$0.contains("graft-runs") }
        .map { "heads/" + $0 }, in: photos)
    let runs = try #require(try compared.json()["runs"] as? [[String: Any]])
    let means = runs.compactMap { $0["mean"] as? Double }
    #expect(means.count == 7)
    let best = try #require(means.max())
    #expect(chosen < best, "\(means)")
    #expect(try compared.json()["best"] is NSNull)
  }

  @Test func classifiersSelectFeaturesAndTheReportSaysHowToDoItAgain() throws {
    let photos = try Photos(picturesPerClass: 4)
    let selection = ["--select-features", "mutual-information:7"]
    let both = try Command.run(
      ["crossval", "photos", "--folds", "2", "--heads", "linear,logistic,nearest"]
        + selection + ["--epochs", "1", "--output", "both", "--json"], in: photos)
    #expect(both.status == 0, "\(both.messages)")
    let comparison = try #require(try both.json()["comparison"] as? [String: Any])
    let compared = try #require(comparison["runs"] as? [[String: Any]])
    #expect(
      compared.map { ($0["settings"] as? [String: String])?["head.selectedFeatures"] }
        == [nil, "mutual-information:7", "mutual-information:7"])
    for name in ["logistic", "nearest"] {
      let kept = try #require(
        JSONSerialization.jsonObject(with: photos.data("both/\(name)/config.json"))
          as? [String: Any])
      let head = try #require(kept["head"] as? [String: Any])
      #expect(head["selectedFeatures"] as? String == "mutual-information:7")
      let page = String(decoding: try photos.data("both/\(name)/report.html"), as: UTF8.self)
      let command = try #require(page.firstMatch(of: /<code>graft (crossval [^<]*)<\/code>/)).1
      #expect(command.contains("--heads \(name) --select-features mutual-information:7"))
      let again = try Command.run(
        command.split(separator: " ").map(String.init) + ["--output", "again-\(name)"],
        in: photos)
      #expect(again.status == 0, "\(again.messages)")
      let file = "predictions.csv"
      #expect(
        try photos.data("again-\(name)/\(file)") == photos.data("both/\(name)/\(file)"))
      let all = try Command.run(
        ["crossval", "photos", "--folds", "2", "--heads", name, "--output", "all-\(name)"],
        in: photos)
      #expect(all.status == 0, "\(all.messages)")
      #expect(
        try photos.data("all-\(name)/\(file)") != photos.data("both/\(name)/\(file)"))
    }
    let page = String(decoding: try photos.data("both/linear/report.html"), as: UTF8.self)
    #expect(!page.contains("--select-features"))
  }

  @Test func aNestedSearchSelectsFeaturesAndIsRepeatedWithThem() throws {
    let photos = try Photos(picturesPerClass: 4)
    let outcome = try Command.run(
      [
        "crossval", "photos", "--folds", "2", "--nested", "--inner-folds", "2", "--heads",
        "logistic,nearest", "--select-features", "variance:0.1", "--output", "run",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let page = String(decoding: try photos.data("run/report.html"), as: UTF8.self)
    let command = try #require(page.firstMatch(of: /<code>graft (crossval [^<]*)<\/code>/)).1
    #expect(command.contains("--select-features variance:0.1"))
    #expect(command.contains("--heads logistic,nearest"))
    let again = try Command.run(
      command.split(separator: " ").map(String.init) + ["--output", "again"], in: photos)
    #expect(again.status == 0, "\(again.messages)")
    for file in ["config.json", "predictions.csv"] {
      #expect(try photos.data("again/" + file) == photos.data("run/" + file), "\(file)")
    }
  }

  @Test(arguments: [
    (["--heads", "linear,8", "--select-features", "l1"], "--select-features"),
    (["--heads", "linear,linear"], "each head once"),
    (["--heads", "linear,8", "--hidden", "4"], "--heads"),
    (["--heads", "linear,big"], "big is no head: --heads takes"),
    (["--heads", "linear,8@x"], "8@x is no head: --heads"),
    (["--heads", "linear,"], "nothing is no head"), (["--heads", "8@0.1@0.2"], "--heads"),
    (["--heads", "linear,nearst"], "nearst is no head; did you mean nearest?"),
    (["--heads", "linaer@0.5"], "did you mean linear?"),
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
