import Foundation
import Testing

@Suite struct LearningRateCommandTests {
  static let keys: Set<String> = [
    "command", "run", "suggestion", "steepest", "minimum", "steps", "csv", "picture",
  ]

  @Test func aSweepLeavesItsCurveAndOneLineOfJSON() throws {
    let photos = try Photos()
    let outcome = try Command.run(
      [
        "lr-find", "photos", "--output", "run", "--seed", "2", "--batch-size", "16", "--json",
        "--from", "1e-6", "--to", "1e5", "--steps", "80",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let result = try outcome.json()
    #expect(Set(result.keys) == Self.keys)
    #expect(result["command"] as? String == "lr-find")
    #expect(result["run"] as? String == "run")
    #expect(result["csv"] as? String == "run/lr-find.csv")
    #expect(result["picture"] as? String == "run/lr-find.svg")
    #expect(
      try photos.contents("run") == [
        "config.json", "lr-find.csv", "lr-find.svg", "origin.json", "process.json",
      ])

    let table = try photos.table("run/lr-find.csv")
    #expect(table[0] == ["step", "learningRate", "loss", "smoothedLoss"])
    let rows = table.dropFirst().map { $0.compactMap(Double.init) }
    #expect(rows.allSatisfy { $0.count == 4 })
    #expect(rows.map { $0[0] } == (1...rows.count).map(Double.init))
    #expect(result["steps"] as? Int == rows.count)
    // Such rates destroy a head: the sweep does not reach its end.
    #expect(rows.count < 80)
    #expect(outcome.messages.contains("the sweep ended after \(rows.count) of 80 steps"))
    #expect(rows[0][1] == 1e-6)
    // Guessing costs ln 6.
    #expect(abs(rows[0][2] - 1.79) < 0.5)
    #expect(abs(rows[0][2] - rows[0][3]) < 1e-9)

    let minimum = try #require(result["minimum"] as? Double)
    let steepest = try #require(result["steepest"] as? Double)
    let suggestion = try #require(result["suggestion"] as? Double)
    let judged = rows.dropFirst(8).dropLast(5)
    let lowest = try #require(judged.min { $0[3] < $1[3] })
    #expect(abs(lowest[1] / minimum - 1) < 1e-12)
    #expect(judged.contains { abs($0[1] / steepest - 1) < 1e-12 })
    #expect(steepest < minimum)
    #expect(abs(suggestion / min(steepest, minimum / 10) - 1) < 0.06)
    #expect((1e-4...1).contains(suggestion))

    let picture = String(decoding: try photos.data("run/lr-find.svg"), as: UTF8.self)
    #expect(picture.hasPrefix("<?xml"))
    #expect(picture.contains(">suggestion: \(String(format: "%.3g", suggestion))</text>"))
    #expect(picture.contains("Learning rates for efficientnet_lite0"))
    let configuration = try #require(
      JSONSerialization.jsonObject(with: photos.data("run/config.json")) as? [String: Any])
    #expect(configuration["command"] as? String == "lr-find")
    #expect(
      configuration["sweep"] as? NSDictionary == ["lowest": 1e-6, "highest": 1e5, "steps": 80])
  }

  @Test func theTrainingThatIsSuggestedRuns() throws {
    let photos = try Photos(picturesPerClass: 6)
    let outcome = try Command.run(
      [
        "lr-find", "photos", "--quiet", "--hidden", "8", "--steps=80", "--from", "1e-6",
        "--class-weights", "food=2", "--name", "a sweep",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages == "")
    #expect(outcome.results.contains("curve: runs/a sweep/lr-find.csv, runs/a sweep/lr-find.svg\n"))
    let line = try #require(
      outcome.results.split(separator: "\n").first { $0.hasPrefix("graft ") })
    let shape =
      #/graft (train photos --hidden 8 --class-weights food=2 --lr [0-9.e-]+)/#
    let arguments = try #require(line.wholeMatch(of: shape)).1.split(separator: " ")
    let training = try Command.run(
      arguments.map(String.init) + ["--epochs", "1", "--output", "run"], in: photos)
    #expect(training.status == 0, "\(training.messages)")
    let configuration = try #require(
      JSONSerialization.jsonObject(with: photos.data("run/config.json")) as? [String: Any])
    let optimizer = (configuration["training"] as? [String: Any])?["optimizer"] as? [String: Any]
    #expect(optimizer?["learningRate"] as? Double == arguments.last.flatMap { Double($0) })
  }

  /// Through the head alone, and through the backbone with its augmented pictures and mixed pairs.
  @Test(arguments: [
    ["--hidden", "8"],
    [
      "--freeze", "stages:1", "--augment", "flip", "--views", "fresh", "--mixup", "0.2",
      "--image-size", "64", "--micro-batch", "2",
    ],
  ])
  func threadsChangeNothing(flags: [String]) throws {
    let photos = try Photos(picturesPerClass: 3)
    func files(_ name: String, _ further: [String]) throws -> [Data] {
      let outcome = try Command.run(
        [
          "lr-find", "photos", "--output", name, "--from", "1e-4", "--steps", "20",
          "--batch-size", "6", "--cache-limit", "0",
        ] + flags + further, in: photos)
      // A curve as short as this may have no suggestion; it is written all the same.
      #expect([0, 64, 70].contains(outcome.status), "\(outcome.messages)")
      return try ["lr-find.csv", "lr-find.svg"].map { try photos.data(name + "/" + $0) }
    }
    let one = try files("one", ["--threads", "1"])
    #expect(try files("two", ["--threads", "2"]) == one)
    #expect(try files("other", ["--threads", "2", "--seed", "1"])[0] != one[0])
  }

  @Test func theLastPhaseIsSwept() throws {
    let photos = try Photos(picturesPerClass: 2)
    func curve(_ flags: [String]) throws -> Data {
      let name = "run" + flags.joined().replacing(":", with: "-")
      _ = try Command.run(
        [
          "lr-find", "photos", "--output", name, "--from", "1e-4", "--to", "1e-3", "--steps", "20",
          "--batch-size", "4", "--image-size", "32", "--views", "1",
        ] + flags, in: photos)
      return try photos.data(name + "/lr-find.csv")
    }
    let whole = try curve(["--freeze", "none"])
    #expect(try curve(["--freeze", "gradual:3"]) == whole)
    #expect(try curve(["--freeze", "none", "--head-epochs", "50"]) == whole)
    #expect(try curve([]) != whole)
  }

  @Test func whatIsHeldOutIsNotLookedAt() throws {
    let photos = try Photos(picturesPerClass: 4)
    func curve(_ name: String) throws -> Data {
      _ = try Command.run(
        ["lr-find", "divided", "--output", name, "--steps", "20", "--batch-size", "8"], in: photos)
      return try photos.data(name + "/lr-find.csv")
    }
    for class_ in Photos.classes {
      for number in 0..<4 {
        let part = number < 2 ? "train" : number == 2 ? "val" : "test"
        try photos.make("divided/\(part)/\(class_)")
        try photos.write(
          photos.data("photos/\(class_)/\(number).png"),
          to: "divided/\(part)/\(class_)/\(number).png")
      }
    }
    let first = try curve("first")
    // Other pictures where nobody looks change nothing.
    for part in ["val", "test"] {
      let number = part == "val" ? 2 : 3
      try photos.write(
        photos.data("photos/animal/0.png"), to: "divided/\(part)/food/\(number).png")
    }
    #expect(try curve("held-out") == first)
    try photos.write(photos.data("photos/animal/0.png"), to: "divided/train/food/0.png")
    #expect(try curve("trained") != first)
  }

  // MARK: Errors

  @Test(
    arguments: [
      (["--from", "0"], 64, ["--from", "above 0"]),
      (["--from", "-1"], 64, ["--from", "above 0", "-1"]),
      (["--to", "1e-8"], 64, ["--to", "above --from"]),
      (["--steps", "5"], 64, ["--steps", "20 to 100000", "5"]),
      (["--lr", "0.1"], 64, ["--lr"]),
      (["--epochs", "3"], 64, ["--epochs"]),
      (["--schedule", "cosine"], 64, ["--schedule"]),
      (["--early-stopping", "3"], 64, ["--early-stopping"]),
      (["--head-epochs", "2"], 64, ["--head-epochs", "--freeze stages:1"]),
      (["--freeze", "nnoe"], 64, ["did you mean none?"]),
      ([], 66, ["animal", "has 1 images"]),
    ] as [([String], Int32, [String])])
  func aSweepThatCannotBeIsRefused(flags: [String], status: Int32, parts: [String]) throws {
    let photos = try Photos(picturesPerClass: status == 66 ? 1 : 2)
    let outcome = try Command.run(["lr-find", "photos", "--output", "run"] + flags, in: photos)
    #expect(outcome.status == status, "\(outcome.messages)")
    #expect(outcome.results == "")
    for part in parts { #expect(outcome.messages.contains(part), "\(outcome.messages)") }
    #expect(!photos.exists("run"))
  }

  @Test func aFlatCurveHasNoSuggestionAndIsKept() throws {
    let photos = try Photos(picturesPerClass: 4)
    let outcome = try Command.run(
      ["lr-find", "photos", "--output", "run", "--from", "1e-12", "--to", "1e-11", "--json"],
      in: photos)
    #expect(outcome.status == 64)
    #expect(outcome.results == "")
    #expect(outcome.messages.contains("no suggestion: between --from 1e-12 and --to 1e-11"))
    #expect(outcome.messages.contains("run/lr-find.svg"))
    #expect(try photos.table("run/lr-find.csv").count == 101)
    #expect(
      !String(decoding: try photos.data("run/lr-find.svg"), as: UTF8.self).contains("suggestion"))
  }

  @Test func aSweepThatDivergesAtOnceSaysSo() throws {
    let photos = try Photos(picturesPerClass: 4)
    let outcome = try Command.run(
      [
        "lr-find", "photos", "--output", "run", "--from", "1e20", "--to", "1e30", "--optimizer",
        "sgd",
      ], in: photos)
    #expect(outcome.status == 70)
    #expect(outcome.results == "")
    #expect(outcome.messages.contains("--from below 1e+20"))
    #expect(photos.exists("run/lr-find.svg"))
  }
}
