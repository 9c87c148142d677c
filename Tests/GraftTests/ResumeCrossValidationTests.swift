import Foundation
import Testing

/// A cross-validation through the backbone that is killed or interrupted goes on, to the same figures.
@Suite struct ResumeCrossValidationTests {
  private static let flags = [
    "--backbone", "squeezenet1_1", "--weights", "none", "--image-size", "32", "--batch-size", "4",
    "--epochs", "3", "--freeze", "none", "--folds", "2", "--repeats", "2", "--augment", "flip",
  ]

  private func figures(of run: String, in photos: Photos) throws -> [Data] {
    try ["folds.csv", "predictions.csv", "results.csv", "epochs.csv"].map {
      try photos.data("\(run)/\($0)")
    }
  }

  private func result(of run: String, in photos: Photos) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: photos.data("\(run)/metrics.json")) as? [String: Any])
  }

  private func run(
    _ output: String, _ extra: [String] = [], in photos: Photos
  ) throws -> Command.Outcome {
    try Command.run(
      ["crossval", "photos", "--output", output] + Self.flags + extra, in: photos)
  }

  private func interruptedInTheSecondFold(_ photos: Photos) throws -> Command.Outcome {
    try Command.run(
      ["crossval", "photos", "--output", "run"] + Self.flags, in: photos
    ) { process, messages in
      while process.isRunning, !messages().contains("repeat 1 fold 2 epoch 1") {
        Thread.sleep(forTimeInterval: 0.01)
      }
      process.interrupt()
    }
  }

  @Test(arguments: [[], ["--early-stopping", "2"]]) func killsChangeNothing(
    extra: [String]
  ) throws {
    let photos = try Photos(picturesPerClass: 4)
    #expect(try run("reference", extra, in: photos).status == 0)
    #expect(!photos.exists("reference/checkpoints"))
    var kills = 0
    for life in 0..<60 {
      let hasBegun = photos.exists("run/config.json")
      let outcome = try Command.run(
        hasBegun
          ? ["crossval", "--resume", "run", "--threads", "\(life % 2 + 1)"]
          : ["crossval", "photos", "--output", "run"] + Self.flags + extra, in: photos
      ) { process, messages in
        // A life is let come a few epochs further, and is killed somewhere behind: no clock decides whether it is.
        let epochs = life % 3 + 1
        while process.isRunning, messages().matches(of: #/epoch \d+/3: /#).count < epochs {
          Thread.sleep(forTimeInterval: 0.005)
        }
        Thread.sleep(forTimeInterval: 0.01 * Double(life % 5))
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      }
      if outcome.status == 0 { break }
      try #require(outcome.status == 128 + SIGKILL, "\(outcome.messages)")
      kills += 1
      if photos.exists("run/metrics.json") { break }
    }
    #expect(kills >= 2)
    #expect(try figures(of: "run", in: photos) == figures(of: "reference", in: photos))
    let result = try result(of: "run", in: photos)
    let reference = try self.result(of: "reference", in: photos)
    #expect((result["baselines"] as? [Any])?.count == 3)
    for key in ["folds", "mean", "interval", "confusion", "perClass", "baselines"] {
      #expect(result[key] as? NSObject == reference[key] as? NSObject, "\(key)")
    }
  }

  /// Every life ends while the parts of the folds are fitted, which is after the folds.
  @Test func killsInsideALearningCurveChangeNothing() throws {
    let photos = try Photos()
    let begun = ["crossval", "photos", "--output"]
    // Of a pretrained network: what knows nothing is as good with any number of pictures.
    let flags = [
      "--freeze", "stages:1", "--image-size", "64", "--batch-size", "4", "--epochs", "2",
      "--folds", "2", "--augment", "none", "--no-grouping", "--learning-curve",
    ]
    #expect(try Command.run(begun + ["reference"] + flags, in: photos).status == 0)
    let isInTheCurve = #/fold \d+, \d+ %, epoch \d+/2: /#
    var kills = 0
    var goneOn = 0
    for life in 0..<30 {
      let outcome = try Command.run(
        life == 0
          ? begun + ["run"] + flags
          : ["crossval", "--resume", "run", "--threads", "\(life % 2 + 1)"],
        in: photos
      ) { process, messages in
        // Two to four epochs of two further: fits are finished, and others gone on with in the middle.
        while process.isRunning, messages().matches(of: isInTheCurve).count < life % 3 + 2 {
          Thread.sleep(forTimeInterval: 0.002)
        }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      }
      if life > 0 {
        #expect(!outcome.messages.contains(#/fold \d+ epoch/#), "a finished fold is fitted again")
      }
      goneOn += outcome.messages.matches(of: #/\d %: going on after epoch 1/#).count
      if outcome.status == 0 { break }
      try #require(outcome.status == 128 + SIGKILL, "\(outcome.messages)")
      kills += 1
    }
    #expect(goneOn >= 1)
    #expect(kills >= 3 && photos.exists("run/metrics.json"))
    #expect(!photos.exists("run/checkpoints"))
    #expect(try figures(of: "run", in: photos) == figures(of: "reference", in: photos))
    let result = try result(of: "run", in: photos)
    let reference = try self.result(of: "reference", in: photos)
    let curve = try #require(result["learningCurve"] as? [String: Any])
    let points = try #require(curve["points"] as? [[String: Any]])
    #expect(Set(points.compactMap { $0["accuracy"] as? Double }).count > 2)
    for key in ["folds", "mean", "interval", "baselines", "learningCurve"] {
      #expect(result[key] as? NSObject == reference[key] as? NSObject, "\(key)")
    }
  }

  @Test func anInterruptedRunSaysHowItGoesOnAndFinishedFoldsStay() throws {
    let photos = try Photos(picturesPerClass: 4)
    let interrupted = try interruptedInTheSecondFold(photos)
    #expect(interrupted.status == 130, "\(interrupted.messages)")
    #expect(interrupted.messages.contains("go on with: graft crossval --resume run"))
    #expect(photos.exists("run/checkpoints/fold-1-1.json"))
    let resumed = try Command.run(["crossval", "--resume", "run"], in: photos)
    #expect(resumed.status == 0, "\(resumed.messages)")
    #expect(!resumed.messages.contains("repeat 1 fold 1 epoch"))
    #expect(try run("reference", in: photos).status == 0)
    #expect(try figures(of: "run", in: photos) == figures(of: "reference", in: photos))
  }

  /// Half a table of epochs would pass for all of it.
  @Test func aFoldThatWasKeptWithoutItsEpochsLeavesNoTableOfThem() throws {
    let photos = try Photos(picturesPerClass: 4)
    #expect(try interruptedInTheSecondFold(photos).status == 130)
    let file = "run/checkpoints/fold-1-1.json"
    var kept = try #require(
      JSONSerialization.jsonObject(with: photos.data(file)) as? [String: Any])
    #expect((kept.removeValue(forKey: "epochs") as? [Any])?.count == 3)
    try photos.write(JSONSerialization.data(withJSONObject: kept), to: file)
    let resumed = try Command.run(["crossval", "--resume", "run"], in: photos)
    #expect(resumed.status == 0, "\(resumed.messages)")
    #expect(!resumed.messages.contains("repeat 1 fold 1 epoch"))
    #expect(!photos.exists("run/epochs.csv") && photos.exists("run/results.csv"))
    let page = String(decoding: try photos.data("run/report.html"), as: UTF8.self)
    let isDrawn = page.contains("How the folds trained")
    #expect(!isDrawn)
  }

  @Test func aDamagedFoldIsTrainedAgain() throws {
    let photos = try Photos(picturesPerClass: 4)
    #expect(try run("reference", in: photos).status == 0)
    let interrupted = try interruptedInTheSecondFold(photos)
    #expect(interrupted.status == 130)
    try photos.write(
      #"{"epoch":3,"probabilities":[0.5,0.5]}"#, to: "run/checkpoints/fold-1-1.json")
    let resumed = try Command.run(["crossval", "--resume", "run"], in: photos)
    #expect(resumed.status == 0)
    #expect(resumed.messages.contains("fold-1-1.json cannot be used, the fold is trained again"))
    #expect(try figures(of: "run", in: photos) == figures(of: "reference", in: photos))
  }

  @Test func whatCannotGoOnIsRefused() throws {
    let photos = try Photos(picturesPerClass: 2)
    let trained = try Command.run(
      ["train", "photos", "--val-split", "0", "--epochs", "1", "--output", "train"], in: photos)
    #expect(trained.status == 0)
    let other = try Command.run(["crossval", "--resume", "train"], in: photos)
    #expect(other.status == 65 && other.messages.contains("it is a run of graft train"))
    let flag = try Command.run(["crossval", "--resume", "train", "--epochs", "2"], in: photos)
    #expect(flag.status == 64 && flag.messages.contains("--epochs"))
  }
}
