import Foundation
import Testing

/// Optimizers, schedules and regularization through the command.
@Suite struct RecipeTests {
  static let recipe = [
    "--optimizer", "rmsprop", "--momentum", "0.5", "--epsilon", "1e-6", "--weight-decay", "0.001",
    "--l1", "1e-5", "--decay-all", "--clip-gradient", "1", "--lr-group", "head.*=0.5", "--ema",
    "0.9", "--schedule", "multistep", "--milestones", "1,2", "--gamma", "0.5",
    "--label-smoothing", "0.1", "--class-weights", "food=2,face=0.5", "--monitor", "loss",
    "--early-stopping", "3", "--min-delta", "0.001",
  ]

  private func settings(_ photos: Photos, _ run: String) throws -> [String: Any] {
    let kept = try JSONSerialization.jsonObject(with: photos.data(run + "/config.json"))
    return try #require((kept as? [String: Any])?["training"] as? [String: Any])
  }

  @Test func flagsAndFileSayTheSameAndAreKeptWithTheRun() throws {
    let photos = try Photos(picturesPerClass: 4)
    try photos.write(
      """
      optimizer: rmsprop
      momentum: 0.5
      epsilon: 1e-6
      weight-decay: 0.001
      l1: 1e-5
      decay-all: true
      clip-gradient: 1
      lr-group: ["head.*=0.5"]
      ema: 0.9
      schedule: multistep
      milestones: [1, 2]
      gamma: 0.5
      label-smoothing: 0.1
      class-weights: ["food=2", "face=0.5"]
      monitor: loss
      early-stopping: 3
      min-delta: 0.001

      """, to: "settings.yaml")
    for (output, flags) in [("flags", Self.recipe), ("file", ["--config", "settings.yaml"])] {
      let outcome = try Command.run(
        ["train", "photos", "--epochs", "3", "--output", output] + flags, in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
    }
    for file in ["config.json", "model.safetensors"] {
      #expect(try photos.data("flags/" + file) == photos.data("file/" + file), "\(file)")
    }
    // All but the seconds.
    #expect(
      try photos.table("flags/results.csv").map { $0.dropLast() }
        == photos.table("file/results.csv").map { $0.dropLast() })
    let training = try settings(photos, "flags")
    let optimizer = try #require(training["optimizer"] as? [String: Any])
    #expect(optimizer["name"] as? String == "rmsprop")
    #expect(optimizer["momentum"] as? Double == 0.5)
    #expect(optimizer["betas"] == nil)
    #expect(training["monitor"] as? String == "loss")
    // The rate falls to half before the second epoch, and again before the third.
    let rows = try photos.table("flags/results.csv")
    let column = try #require(rows[0].firstIndex(of: "learningRate"))
    #expect(rows.dropFirst().map { Double($0[column]) } == [1e-3, 5e-4, 2.5e-4])
  }

  struct Watched {
    let monitor: String
    let column: String
    /// What an epoch's line says before the value.
    let words: String
    /// Where the result has it: under `metrics`, or under `details`, there perhaps with a reason for none.
    let path: [String]
    var isLowerBetter = false
  }

  @Test(arguments: [
    Watched(
      monitor: "macro-f1", column: "validationMacroF1", words: " macro F1 ",
      path: ["metrics", "macroF1"]),
    Watched(
      monitor: "kappa", column: "validationKappa", words: " kappa ",
      path: ["details", "cohenKappa", "value"]),
    Watched(
      monitor: "brier", column: "validationBrier", words: " brier ",
      path: ["details", "brierScore"], isLowerBetter: true),
  ]) func whatIsWatchedIsToldAndChoosesTheEpoch(watched: Watched) throws {
    let photos = try Photos()
    let outcome = try Command.run(
      [
        "train", "photos", "--epochs", "6", "--lr", "0.01", "--monitor", watched.monitor,
        "--output", "run", "--json",
      ], in: photos)
    #expect(outcome.messages.matches(of: #/epoch \d/6: /#).count == 6)
    #expect(outcome.messages.contains(watched.words))
    let rows = try photos.table("run/results.csv")
    let column = try #require(rows[0].firstIndex(of: watched.column))
    #expect(rows[0].last == "seconds")
    let figures = rows.dropFirst().compactMap { Double($0[column]) }
    #expect(figures.count == 6)
    let best = try #require(try outcome.json()["best"] as? [String: Any])
    let epoch = try #require(best["epoch"] as? Int)
    #expect(figures[epoch - 1] == (watched.isLowerBetter ? figures.min() : figures.max()))
    var result: Any = try outcome.json()
    for key in watched.path { result = try #require((result as? [String: Any])?[key]) }
    #expect(abs(try #require(result as? Double) - figures[epoch - 1]) < 1e-9)
  }

  /// Every fold trains as the recipe says, whatever the threads.
  @Test func crossValidationHonoursTheRecipe() throws {
    let photos = try Photos()
    // So that there is something to balance.
    for index in 0..<2 {
      try FileManager.default.removeItem(atPath: photos.file("photos/food/\(index).png"))
    }
    func predictions(_ output: String, _ flags: [String]) throws -> Data {
      let outcome = try Command.run(
        ["crossval", "photos", "--folds", "2", "--epochs", "3", "--output", output] + flags,
        in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
      return try photos.data(output + "/predictions.csv")
    }
    let plain = try predictions("plain", [])
    let recipe = try predictions("recipe", Self.recipe + ["--threads", "1", "--refit"])
    #expect(recipe != plain)
    #expect(try predictions("again", Self.recipe + ["--threads", "2"]) == recipe)
    #expect(photos.exists("recipe/model.safetensors"))
    for flags in [
      ["--sampler", "balanced"], ["--schedule", "plateau"], ["--warmup-epochs", "1"],
    ] {
      #expect(try predictions("run" + flags.joined(), flags) != plain, "\(flags)")
    }
  }
}
