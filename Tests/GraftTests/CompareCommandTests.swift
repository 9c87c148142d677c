import Foundation
import Testing

@Suite struct CompareCommandTests {
  private let photos: Photos

  init() throws {
    photos = try Photos()
  }

  private func crossValidate(_ name: String, _ flags: [String] = []) throws {
    let outcome = try Command.run(
      [
        "crossval", "photos", "--folds", "2", "--repeats", "5", "--epochs", "4", "--lr", "0.01",
        "--quiet", "--output", name,
      ] + flags, in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
  }

  @Test func crossValidationsOnTheSameFoldsAreCompared() throws {
    try crossValidate("fitted")
    try crossValidate("untrained", ["--epochs", "1", "--lr", "1e-9"])
    let arguments = ["compare", "fitted", "untrained/"]
    let result = try Command.run(arguments + ["--json"], in: photos).json()
    #expect(
      Set(result.keys) == [
        "command", "metric", "basis", "folds", "repeats", "images", "runs", "pairs", "best",
      ])
    #expect(result["basis"] as? String == "folds" && result["best"] as? String == "fitted")
    #expect(result["images"] as? Int == 48 && result["repeats"] as? Int == 5)
    let pair = try #require((result["pairs"] as? [[String: Any]])?.first)
    let difference = try #require(pair["difference"] as? Double)
    #expect(difference > 0.2 && pair["better"] as? String == "fitted")
    #expect(try #require(pair["pValue"] as? Double) < 0.05)
    #expect(try #require(pair["combinedFPValue"] as? Double) < 0.2)
    let runs = try #require(result["runs"] as? [[String: Any]])
    let means = runs.compactMap { $0["mean"] as? Double }
    #expect(means.count == 2 && abs(means[0] - means[1] - difference) < 1e-12)
    let settings = try #require(runs[1]["settings"] as? [String: String])
    #expect(Set(settings.keys) == ["training.epochs", "training.optimizer.learningRate"])
    let told = try Command.run(arguments, in: photos)
    #expect(
      told.results.contains("best: fitted") && told.results.contains("not about final models"))
    #expect(told.results.contains("Whoever picks the best of these 2 takes an optimistic figure"))
    // Of the loss less is better.
    let loss = try Command.run(arguments + ["--metric", "log-loss", "--json"], in: photos).json()
    #expect(loss["best"] as? String == "fitted")
  }

  @Test func runsOfDifferentFoldsAreRefused() throws {
    try crossValidate("one", ["--epochs", "1"])
    try crossValidate("other", ["--epochs", "1", "--seed", "1"])
    try crossValidate("fewer", ["--epochs", "1", "--repeats", "2"])
    for (name, said) in [("other", "the folds differ: animal/"), ("fewer", "fewer 4")] {
      let outcome = try Command.run(["compare", "one", name], in: photos)
      #expect(outcome.status == 64)
      #expect(outcome.messages.contains(said) && outcome.messages.contains("--seed"))
    }
  }

  @Test func modelsAreComparedOnOneTestSet() throws {
    for (name, rate) in [("fitted", "0.01"), ("untrained", "1e-9")] {
      let outcome = try Command.run(
        [
          "train", "photos", "--test-split", "0.5", "--epochs", "4", "--lr", rate, "--quiet",
          "--output", name,
        ], in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
    }
    let result = try Command.run(["compare", "fitted", "untrained", "--json"], in: photos).json()
    #expect(result["basis"] as? String == "testSet" && result["images"] as? Int == 24)
    let pair = try #require((result["pairs"] as? [[String: Any]])?.first)
    #expect(pair["test"] as? String == "McNemar, mid-p" && pair["better"] as? String == "fitted")
    let metric = try Command.run(
      ["compare", "fitted", "untrained", "--metric", "macro-f1"], in: photos)
    #expect(metric.status == 64 && metric.messages.contains("accuracy for runs"))
  }

  @Test func whatCannotBeComparedIsNamed() throws {
    let trained = try Command.run(
      ["train", "photos", "--epochs", "1", "--quiet", "--output", "trained"], in: photos)
    #expect(trained.status == 0)
    try photos.make("odd")
    try photos.write(
      "{\"command\":\"crossval\",\"folds\":[{\"repeat\":1}]}", to: "odd/metrics.json")
    for (runs, status, said) in [
      (["trained", "trained"], Int32(64), "each run once"), (["trained"], 64, "two runs or more"),
      (["trained", "nowhere"], 64, "validation part"), (["nowhere", "trained"], 66, "nowhere"),
      (["odd", "trained"], 65, "not a finished run"),
    ] {
      let outcome = try Command.run(["compare"] + runs, in: photos)
      #expect(outcome.status == status, "\(runs): \(outcome.messages)")
      #expect(outcome.messages.contains(said), "\(runs): \(outcome.messages)")
    }
  }
}
