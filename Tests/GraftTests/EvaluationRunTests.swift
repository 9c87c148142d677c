import Foundation
import Testing

/// `graft evaluate --output`: an evaluation that the run store knows.
@Suite struct EvaluationRunTests {
  private func photosWithModels(
    _ rates: [String: String] = ["model": "0.01"]
  ) throws -> Photos {
    let photos = try Photos(picturesPerClass: 4)
    for (name, rate) in rates {
      let outcome = try Command.run(
        [
          "train", "photos", "--val-split", "0", "--epochs", "3", "--lr", rate, "--output",
          "models/\(name)",
        ], in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
    }
    return photos
  }

  private func runs(_ photos: Photos) throws -> [[String: Any]] {
    let outcome = try Command.run(["runs", "list", "--json"], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    return try #require(try outcome.json()["runs"] as? [[String: Any]])
  }

  private func states(_ photos: Photos) throws -> [String: String] {
    Dictionary(
      try runs(photos).map { ($0["name"] as? String ?? "", $0["state"] as? String ?? "") }
    ) { $1 }
  }

  @Test func anEvaluationIsListedShownAndExportedAsARun() throws {
    let photos = try photosWithModels()
    let quiet = try Command.run(["evaluate", "models/model", "photos", "--json"], in: photos)
    #expect(try quiet.json()["output"] is NSNull)
    #expect(!photos.exists("runs"))
    let outcome = try Command.run(
      ["evaluate", "models/model", "photos", "--tta", "flip", "--output", "runs/judged", "--json"],
      in: photos)
    let result = try outcome.json()
    #expect(outcome.status == 0, "\(outcome.messages)")
    let run = try #require(try runs(photos).first)
    #expect(run["name"] as? String == "judged" && run["state"] as? String == "finished")
    #expect(run["command"] as? String == "evaluate" && run["metricsOn"] as? String == "all")
    #expect(run["data"] as? String == "photos" && run["freeze"] is NSNull)
    #expect(run["backbone"] as? String == "efficientnet_lite0")
    #expect(run["metrics"] as? NSDictionary == result["metrics"] as? NSDictionary)
    let interval = try #require(result["interval"] as? [String: Any])
    #expect(
      run["interval"] as? [Double]
        == [interval["low"], interval["high"]].compactMap { $0 as? Double })
    // The pictures that the model was trained on, and nobody has to guess it.
    let origins = try ["models/model", "runs/judged"].map {
      try #require(
        JSONSerialization.jsonObject(with: photos.data($0 + "/origin.json")) as? [String: String])
    }
    #expect(origins[0]["dataDigest"]?.count == 64)
    #expect(origins[0]["dataDigest"] == origins[1]["dataDigest"])

    let shown = try Command.run(["runs", "show", "judged", "--json"], in: photos).json()
    let configuration = try #require(shown["configuration"] as? [String: Any])
    #expect(configuration["model"] as? String == "models/model")
    #expect(configuration["testTimeViews"] as? String == "flip")
    #expect(configuration["baselinesPath"] is NSNull)
    #expect(configuration["comparesBaselines"] as? Bool == true)
    let classes = try #require(shown["results"] as? [[String: Any]])
    let perClass = try #require(result["perClass"] as? [[String: Any]])
    #expect(classes.map { $0["class"] as? String } == Photos.classes)
    for key in ["precision", "recall", "f1", "support"] {
      #expect(
        classes.map { $0[key] as? Double } == perClass.map { $0[key] as? Double }, "\(key)")
    }
    let export = try Command.run(["runs", "export", "--output", "runs.csv"], in: photos)
    #expect(export.status == 0)
    let rows = try photos.table("runs.csv")
    let column = try #require(rows[0].firstIndex(of: "configuration.model"))
    #expect(rows.count == 2 && rows[1][column] == "models/model")
    let words = try Command.run(["runs"], in: photos).results
    #expect(words.contains("judged") && words.contains("evaluate"))
    // There is nothing to go on with, and it says so.
    let resumed = try Command.run(["train", "--resume", "runs/judged"], in: photos)
    #expect(resumed.status == 65)
    #expect(resumed.messages.contains("it is a run of graft evaluate"))
  }

  @Test func anEvaluationThatFailedSaysWhyAndMakesWayForTheNext() throws {
    let photos = try photosWithModels()
    try photos.write("no picture", to: "photos/face/broken.png")
    let arguments = ["evaluate", "models/model", "photos", "--output", "runs/judged"]
    let failed = try Command.run(arguments, in: photos)
    #expect(failed.status == 65)
    let run = try #require(try runs(photos).first)
    #expect(run["state"] as? String == "failed")
    #expect((run["error"] as? String)?.contains("face/broken.png") == true)
    #expect(run["metrics"] is NSNull)
    let again = try Command.run(arguments + ["--on-bad-image", "skip"], in: photos)
    #expect(again.status == 0, "\(again.messages)")
    #expect(try states(photos) == ["judged": "finished"])
    #expect(try runs(photos)[0]["error"] is NSNull)
    // One with results stays.
    let third = try Command.run(arguments + ["--on-bad-image", "skip"], in: photos)
    #expect(third.status == 73 && third.messages.contains("runs/judged"))
    // What is no evaluation stays too.
    try photos.make("runs/other")
    try photos.write(#"{"command": "train"}"#, to: "runs/other/config.json")
    let other = try Command.run(
      ["evaluate", "models/model", "photos", "--output", "runs/other"], in: photos)
    #expect(other.status == 73 && photos.exists("runs/other/config.json"))
  }

  @Test func anEvaluationThatIsKilledIsInterruptedAndNobodyTakesItsFolderBefore() throws {
    let photos = try photosWithModels()
    let arguments = [
      "evaluate", "models/model", "photos", "--robustness", "--output", "runs/judged",
    ]
    let killed = try Command.run(arguments, in: photos) { process, _ in
      while process.isRunning, !photos.exists("runs/judged/config.json") {
        Thread.sleep(forTimeInterval: 0.005)
      }
      #expect((try? states(photos)) == ["judged": "running"])
      let second = try? Command.run(arguments, in: photos)
      #expect(second?.status == 73)
      #expect(second?.messages.contains("as process \(process.processIdentifier)") == true)
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
    #expect(killed.status == 128 + SIGKILL, "\(killed.messages)")
    #expect(try states(photos) == ["judged": "interrupted"])
    let again = try Command.run(
      ["evaluate", "models/model", "photos", "--output", "runs/judged"], in: photos)
    #expect(again.status == 0, "\(again.messages)")
    #expect(try states(photos) == ["judged": "finished"])
  }

  @Test func evaluationsOnOneTestSetAreComparedAndOthersRefused() throws {
    let photos = try photosWithModels(["fitted": "0.01", "untrained": "1e-9"])
    try FileManager.default.copyItem(
      atPath: photos.file("photos"), toPath: photos.file("fewer"))
    try FileManager.default.removeItem(atPath: photos.file("fewer/face/0.png"))
    for (model, data, name) in [
      ("fitted", "photos", "a"), ("untrained", "photos", "b"), ("fitted", "fewer", "c"),
    ] {
      let outcome = try Command.run(
        ["evaluate", "models/\(model)", data, "--output", "runs/\(name)"], in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
    }
    let compared = try Command.run(["runs", "compare", "a", "b", "--json"], in: photos).json()
    #expect(compared["basis"] as? String == "testSet" && compared["images"] as? Int == 24)
    #expect(compared["best"] as? String == "runs/a")
    let settings = try #require(compared["runs"] as? [[String: Any]]).compactMap {
      $0["settings"] as? [String: String]
    }
    #expect(settings == [["model": "models/fitted"], ["model": "models/untrained"]])
    let differ = try Command.run(["runs", "compare", "a", "c"], in: photos)
    #expect(differ.status == 64)
    #expect(
      differ.messages.contains(
        "the test sets differ: face/0.png is face in runs/a, missing in runs/c"))
    let folds = try Command.run(
      ["crossval", "photos", "--folds", "2", "--epochs", "1", "--name", "folds"], in: photos)
    #expect(folds.status == 0, "\(folds.messages)")
    let mixed = try Command.run(["runs", "compare", "a", "folds"], in: photos)
    #expect(mixed.status == 64)
    #expect(mixed.messages.contains("runs/folds: judged in folds, and runs/a on a test set"))
  }
}
