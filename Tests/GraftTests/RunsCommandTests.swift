import Foundation
import Testing

@Suite struct RunsCommandTests {
  private func runs(_ photos: Photos, _ flags: [String] = []) throws -> [[String: Any]] {
    let outcome = try Command.run(["runs", "list", "--json"] + flags, in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    return try #require(try outcome.json()["runs"] as? [[String: Any]])
  }

  private func start(_ arguments: [String], in photos: Photos) throws {
    let outcome = try Command.run(arguments + ["--quiet"], in: photos)
    #expect(outcome.status == 0 && outcome.messages == "", "\(outcome.messages)")
  }

  @Test func withoutRunsThereIsNothingToList() throws {
    let photos = try Photos(picturesPerClass: 0)
    #expect(try runs(photos).isEmpty)
    #expect(try Command.run(["runs"], in: photos).results == "runs: 0 runs, 0 bytes\n")
    let outcome = try Command.run(["runs", "list", "--folder", "nowhere"], in: photos)
    #expect(outcome.status == 66 && outcome.messages.contains("nowhere: no such folder"))
    #expect(!photos.exists("runs"))
  }

  @Test func runsAreComparedByTheirNames() throws {
    let photos = try Photos(picturesPerClass: 2)
    for name in ["one", "two"] {
      try start(
        ["crossval", "photos", "--folds", "2", "--epochs", "1", "--name", name, "--lr"]
          + [name == "one" ? "0.01" : "0.1"], in: photos)
    }
    let compared = try Command.run(["runs", "compare", "one", "two", "--json"], in: photos)
    #expect(compared.status == 0, "\(compared.messages)")
    let same = try Command.run(["compare", "runs/one", "runs/two", "--json"], in: photos)
    #expect(try compared.json() as NSDictionary == same.json() as NSDictionary)
    let missing = try Command.run(["runs", "compare", "one", "tow"], in: photos)
    #expect(missing.status == 66 && missing.messages.contains("two"))
  }

  @Test func everyRunIsListedShownAndExported() throws {
    let photos = try Photos(picturesPerClass: 2)
    try start(["train", "photos", "--epochs", "2", "--seed", "7"], in: photos)
    try start(["crossval", "photos", "--folds", "2", "--epochs", "1"], in: photos)
    try start(["lr-find", "photos", "--steps", "20"], in: photos)
    let listed = try runs(photos)
    #expect(Set(listed.map { $0["name"] as? String }) == ["train-1", "crossval-1", "lr-find-1"])
    #expect(listed.allSatisfy { $0["state"] as? String == "finished" })
    #expect(Set(listed.map { $0["dataDigest"] as? String }).count == 1)
    #expect(listed.allSatisfy { ($0["dataDigest"] as? String)?.count == 64 })
    let words = try Command.run(["runs"], in: photos).results
    #expect(words.contains("train-1") && words.contains("validation") && words.contains("3 runs"))

    let shown = try Command.run(["runs", "show", "runs/crossval-1/", "--json"], in: photos).json()
    let metrics = try JSONSerialization.jsonObject(
      with: photos.data("runs/crossval-1/metrics.json"))
    let run = try #require(shown["run"] as? [String: Any])
    #expect(
      run["metrics"] as? NSDictionary == (metrics as? [String: Any])?["mean"] as? NSDictionary)
    #expect((shown["results"] as? [[String: Any]])?.map { $0["fold"] as? Int } == [1, 2])
    let files = try #require(shown["files"] as? [[String: Any]])
    let paths = files.compactMap { $0["path"] as? String }
    #expect(paths.contains("figures/folds.png") && paths.contains("epochs.csv"))
    #expect(
      Set(paths.map { String($0.prefix { $0 != "/" }) })
        == Set(try photos.contents("runs/crossval-1")))
    #expect(files.allSatisfy { ($0["sha256"] as? String)?.count == 64 })
    let configuration = try JSONSerialization.jsonObject(
      with: photos.data("runs/crossval-1/config.json"))
    #expect(shown["configuration"] as? NSDictionary == configuration as? NSDictionary)
    let table = try Command.run(["runs", "show", "train-1"], in: photos).results
    for part in ["training.seed", "validationAccuracy", "model.safetensors", "fingerprint"] {
      #expect(table.contains(part))
    }

    let csv = try Command.run(["runs", "export", "--output", "runs.csv"], in: photos)
    #expect(csv.status == 0 && csv.results == "3 runs: runs.csv\n")
    let rows = try photos.table("runs.csv")
    let seed = try #require(rows[0].firstIndex(of: "configuration.training.seed"))
    #expect(Set(rows.dropFirst().map { "\($0[0]) \($0[seed])" }).contains("train-1 7"))
    let epochs = try Command.run(["runs", "export", "train-1", "--results"], in: photos).results
    #expect(epochs.hasPrefix("run,epoch,trainingLoss,"))
    #expect(
      epochs.split(separator: "\n").map { $0.prefix(9) }.dropFirst() == ["train-1,1", "train-1,2"])
    let inFolds = try Command.run(["runs", "export", "--epochs"], in: photos).results
      .split(separator: "\n").map { $0.split(separator: ",") }
    #expect(inFolds[0].contains("fold") && inFolds[0].contains("trainingLoss"))
    let counts = Dictionary(grouping: inFolds.dropFirst(), by: \.[0]).mapValues(\.count)
    let own = try photos.table("runs/crossval-1/epochs.csv")
    #expect(counts["train-1"] == 2 && counts["crossval-1"] == own.count - 1)
    let all = try Command.run(["runs", "export", "--json"], in: photos).json()
    #expect((all["runs"] as? [[String: Any]])?.count == 3)
    for flags in [
      ["--output", "x.txt"], ["--json", "--results"], ["--json", "--epochs"],
      ["--results", "--epochs"],
    ] {
      #expect(try Command.run(["runs", "export"] + flags, in: photos).status == 64)
    }
  }

  @Test func aKilledRunIsInterruptedAndGoesOnOrGoes() throws {
    let photos = try Photos(picturesPerClass: 2)
    let outcome = try Command.run(["train", "photos", "--epochs", "100000"], in: photos) {
      process, messages in
      for _ in 0..<6000 where process.isRunning && !messages().contains("epoch 3/") {
        Thread.sleep(forTimeInterval: 0.01)
      }
      #expect((try? runs(photos))?.map { $0["state"] as? String } == ["running"])
      for arguments in [["runs", "delete", "train-1"], ["train", "--resume", "runs/train-1"]] {
        let refused = try? Command.run(arguments, in: photos)
        #expect(refused?.status == 73)
        let process = "the run is running, as process \(process.processIdentifier)"
        #expect(refused?.messages.contains(process) == true)
      }
      kill(process.processIdentifier, SIGKILL)
    }
    #expect(outcome.status == 128 + SIGKILL)
    let killed = try runs(photos)
    #expect(killed.map { $0["state"] as? String } == ["interrupted"])
    #expect(try #require(killed[0]["resultRows"] as? Int) >= 3)
    let deleted = try Command.run(["runs", "delete", "train-1", "--json"], in: photos)
    #expect(try deleted.json()["runs"] as? [String] == ["runs/train-1"])
    #expect(try runs(photos).isEmpty && !photos.exists("runs/train-1"))
  }

  @Test func aFailedRunSaysWhy() throws {
    let photos = try Photos(picturesPerClass: 2)
    let outcome = try Command.run(
      [
        "train", "photos", "--optimizer", "sgd", "--lr", "1e6", "--weight-decay", "1",
        "--schedule", "constant", "--epochs", "50",
      ], in: photos)
    #expect(outcome.status == 70)
    let run = try #require(try runs(photos).first)
    #expect(run["state"] as? String == "failed")
    #expect((run["error"] as? String)?.contains("layer head.output") == true)
    // One that comes to nothing is none.
    let nothing = try Command.run(["train", "photos", "--memory-limit", "10MB"], in: photos)
    #expect(nothing.status == 71)
    #expect(try runs(photos).count == 1 && photos.contents("runs").count == 2)
  }

  @Test func twoTrainingsAtOnceAreBothRecordedWhileAThirdReads() throws {
    let photos = try Photos(picturesPerClass: 2)
    let arguments = ["train", "photos", "--epochs", "40", "--quiet"]
    let first = try Command.run(arguments, in: photos) { _, _ in
      let second = try? Command.run(arguments, in: photos) { process, _ in
        while process.isRunning { #expect((try? runs(photos)) != nil) }
      }
      #expect(second?.status == 0 && second?.messages == "", "\(second?.messages ?? "")")
    }
    #expect(first.status == 0 && first.messages == "", "\(first.messages)")
    #expect(try runs(photos).map { $0["state"] as? String } == ["finished", "finished"])
    #expect(try runs(photos).map { $0["resultRows"] as? Int } == [40, 40])
  }

  @Test func foldersAreTheTruthAndTheDatabaseIsMadeFromThem() throws {
    let photos = try Photos(picturesPerClass: 2)
    try start(["train", "photos", "--epochs", "1", "--output", "mine/first"], in: photos)
    // As it came in from elsewhere, and as it was before there was a store.
    try FileManager.default.copyItem(
      atPath: photos.file("mine/first"), toPath: photos.file("mine/second"))
    try FileManager.default.removeItem(atPath: photos.file("mine/second/process.json"))
    let flags = ["--folder", "mine"]
    let before = try runs(photos, flags)
    #expect(Set(before.map { $0["name"] as? String }) == ["first", "second"])
    let shown = try Command.run(["runs", "show", "first", "--json"] + flags, in: photos).results
    try photos.write("damaged, and no database any more", to: "mine/graft-runs.sqlite")
    let after = try Command.run(["runs", "list", "--json"] + flags, in: photos)
    #expect(after.messages.contains("damaged"))
    #expect(try after.json()["runs"] as? NSArray == before as NSArray)
    #expect(
      try Command.run(["runs", "show", "first", "--json"] + flags, in: photos).results == shown)
    try FileManager.default.removeItem(atPath: photos.file("mine/first"))
    #expect(try runs(photos, flags).map { $0["name"] as? String } == ["second"])
  }

  @Test func aStrangersFolderNeitherStopsTheListNorMovesTheTerminal() throws {
    let photos = try Photos(picturesPerClass: 1)
    try photos.make("runs/bad\u{1B}[2J")
    try photos.write(
      #"{"command": "train", "backbone": {"name": "\u001B[31m"}}"#,
      to: "runs/bad\u{1B}[2J/config.json")
    try photos.make("runs/worse")
    try photos.write("{\"command\":", to: "runs/worse/config.json")
    let outcome = try Command.run(["runs"], in: photos)
    #expect(outcome.status == 0 && outcome.results.contains("interrupted"))
    #expect(outcome.results.contains("not listed: runs/worse: config.json is damaged"))
    let shown = try Command.run(["runs", "show", "bad\u{1B}[2J"], in: photos)
    #expect(shown.status == 0)
    #expect(!outcome.results.contains("\u{1B}") && !shown.results.contains("\u{1B}"))
  }

  @Test func onlyRunsAreDeleted() throws {
    let photos = try Photos(picturesPerClass: 1)
    try photos.make("runs/good")
    try photos.write(#"{"command": "train"}"#, to: "runs/good/config.json")
    try FileManager.default.createSymbolicLink(
      atPath: photos.file("runs/link"), withDestinationPath: photos.file("photos"))
    for (name, status, part) in [
      ("photos", 65, "photos: not the folder of a run: it has no config.json"),
      ("link", 65, "it is a link"), ("goodd", 66, "did you mean good?"),
      ("..", 65, "not the folder"),
    ] {
      // The good one before it stays, too.
      let outcome = try Command.run(["runs", "delete", "good", name], in: photos)
      #expect(outcome.status == Int32(status), "\(name): \(outcome.messages)")
      #expect(outcome.messages.contains(part), "\(outcome.messages)")
    }
    #expect(photos.exists("runs/good/config.json") && photos.exists("photos/food/0.png"))
    #expect(try Command.run(["runs", "delete", "good", "good"], in: photos).status == 0)
    #expect(!photos.exists("runs/good") && photos.exists("runs/link"))
  }
}
