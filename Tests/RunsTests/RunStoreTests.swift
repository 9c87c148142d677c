import Crypto
import Foundation
import GRDB
import Testing

@testable import Runs

@Suite struct RunStoreTests {
  @Test func aFolderIsReadAsItsRunLeftIt() throws {
    let fixture = try RunsFixture()
    try fixture.makeRun("one")
    let run = try #require(fixture.store.list().runs.first)
    #expect(run.name == "one" && run.command == "train" && run.state == .finished)
    #expect(run.data == "photos" && run.dataDigest == "abc" && run.seconds == 12.5)
    #expect(run.backbone == "resnet18" && run.freeze == "stages:1" && run.epochs == 3)
    #expect(run.accuracy == 0.75 && run.balancedAccuracy == 0.5 && run.macroF1 == 0.25)
    #expect(run.logLoss == 1.5 && run.metricsOn == "test" && run.resultRows == 3)
    #expect(run.intervalLow == 0.6 && run.intervalHigh == 0.9 && run.problems.isEmpty)
    let facts = try fixture.store.facts(of: "one", hashing: true)
    #expect(facts.results.columns == ["epoch", "trainingLoss", "note"])
    #expect(
      facts.results.rows == [
        [.whole(1), .number(0.5), .empty], [.whole(2), .number(0.25), .text("first")],
        [.whole(3), .number(1e-3), .text("a \"quoted\", one")],
      ])
    #expect(
      facts.files.map(\.path) == [
        "checkpoints/last.safetensors", "config.json", "metrics.json", "origin.json",
        "results.csv",
      ])
    let digest = SHA256.hash(data: Data("weights of one".utf8))
    #expect(facts.files[0].sha256 == digest.map { String(format: "%02x", $0) }.joined())
  }

  @Test func crossValidationsTellTheirMeanAndSweepsTheirSteps() throws {
    let fixture = try RunsFixture()
    try fixture.write(#"{"command": "crossval"}"#, to: "folds/config.json")
    try fixture.write(
      """
      {"mean": {"accuracy": 0.5, "balancedAccuracy": 0.5, "macroF1": 0.5, "logLoss": 1},
       "interval": {"accuracy": [0.25, 0.75], "level": 0.95}}
      """, to: "folds/metrics.json")
    try fixture.write(#"{"command": "lr-find"}"#, to: "sweep/config.json")
    try fixture.write("step,loss\n1,2.5\n", to: "sweep/lr-find.csv")
    let runs = try fixture.store.list().runs
    let folds = try #require(runs.first { $0.name == "folds" })
    #expect(folds.accuracy == 0.5 && folds.metricsOn == "folds" && folds.state == .finished)
    #expect(folds.intervalLow == 0.25 && folds.intervalHigh == 0.75)
    #expect(runs.first { $0.name == "sweep" }?.resultRows == 1)
    #expect(runs.first { $0.name == "sweep" }?.state == .interrupted)
    try fixture.write("<svg/>", to: "sweep/lr-find.svg")
    #expect(try fixture.store.list().runs.first { $0.name == "sweep" }?.state == .finished)
  }

  /// Whoever asks in SQL gets what the folder says, number by number.
  @Test func theDatabaseHasRunsMeasurementsAndArtifacts() throws {
    let fixture = try RunsFixture()
    try fixture.makeRun("one")
    let fresh = try fixture.store.facts(of: "one", hashing: true)
    let database = try RunDatabase(path: fixture.file(RunStore.databaseName))
    #expect(try database.facts(of: "one", stamp: fresh.entry.stamp) == fresh)
    let queue = try DatabaseQueue(path: fixture.file(RunStore.databaseName))
    try queue.read { database in
      let losses = try Double.fetchAll(
        database,
        sql: """
          SELECT value FROM measurement WHERE runName = 'one' AND name = 'trainingLoss'
          ORDER BY epoch
          """)
      #expect(losses == [0.5, 0.25, 1e-3])
      let seed = try String.fetchOne(
        database,
        sql: "SELECT configuration ->> '$.backbone.freeze' FROM run WHERE accuracy > 0.7")
      #expect(seed == "stages:1")
      let hashes = try Int.fetchOne(
        database, sql: "SELECT count(*) FROM artifact WHERE length(sha256) = 64")
      #expect(hashes == 5)
      #expect(try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal")
    }
  }

  @Test func theEpochsInsideFoldsAreMeasurementsBesideTheFolds() throws {
    let fixture = try RunsFixture()
    try fixture.write(#"{"command": "crossval"}"#, to: "folds/config.json")
    try fixture.write("repeat,fold,accuracy\n1,1,0.5\n1,2,0.75\n", to: "folds/results.csv")
    try fixture.write(
      "repeat,fold,epoch,trainingLoss\n1,1,1,2.5\n1,1,2,1.5\n1,2,1,2.25\n", to: "folds/epochs.csv")
    let facts = try fixture.store.facts(of: "folds", hashing: true)
    #expect(facts.results.rows.count == 2 && facts.entry.resultRows == 2)
    #expect(facts.epochs.columns == ["repeat", "fold", "epoch", "trainingLoss"])
    #expect(facts.epochs.rows.last == [.whole(1), .whole(2), .whole(1), .number(2.25)])
    let database = try RunDatabase(path: fixture.file(RunStore.databaseName))
    #expect(try database.facts(of: "folds", stamp: facts.entry.stamp) == facts)
    let queue = try DatabaseQueue(path: fixture.file(RunStore.databaseName))
    try queue.read { database in
      let losses = try Double.fetchAll(
        database,
        sql: """
          SELECT value FROM measurement
          WHERE source = 'epochs' AND name = 'trainingLoss' AND fold = 1 ORDER BY epoch
          """)
      #expect(losses == [2.5, 1.5])
    }
    // A damaged one costs no more than itself.
    try fixture.write("repeat,fold\n1\n", to: "folds/epochs.csv")
    let damaged = try fixture.store.facts(of: "folds", hashing: false)
    #expect(damaged.results.rows.count == 2 && damaged.epochs.rows.isEmpty)
    #expect(damaged.entry.problems.count == 1)
  }

  @Test func whatChangesInAFolderIsNoticed() throws {
    let fixture = try RunsFixture()
    try fixture.makeRun("one", isFinished: false)
    #expect(try fixture.store.list().runs.map(\.state) == [.interrupted])
    try fixture.makeRun("one", accuracy: 0.5)
    #expect(try fixture.store.list().runs.map(\.accuracy) == [0.5])
    try fixture.makeRun("two")
    #expect(try Set(fixture.store.list().runs.map(\.name)) == ["one", "two"])
    try FileManager.default.removeItem(atPath: fixture.file("one"))
    #expect(try fixture.store.list().runs.map(\.name) == ["two"])
    let database = try RunDatabase(path: fixture.file(RunStore.databaseName))
    #expect(try database.entries().keys.sorted() == ["two"])
  }

  /// What did not change is not read again: here a folder that the database knows better.
  @Test func unchangedFoldersAreNotReadAgain() throws {
    let fixture = try RunsFixture()
    try fixture.makeRun("one")
    _ = try fixture.store.list()
    let queue = try DatabaseQueue(path: fixture.file(RunStore.databaseName))
    try queue.write { try $0.execute(sql: "UPDATE run SET accuracy = 0.125") }
    #expect(try fixture.store.list().runs.map(\.accuracy) == [0.125])
    #expect(try fixture.store.list(rebuilding: true).runs.map(\.accuracy) == [0.75])
  }

  @Test func hashesOutliveAChangeOfOtherFiles() throws {
    let fixture = try RunsFixture()
    try fixture.makeRun("one")
    _ = try fixture.store.facts(of: "one", hashing: true)
    try fixture.write("more", to: "one/notes.txt")
    _ = try fixture.store.list()
    let files = try fixture.store.facts(of: "one", hashing: false).files
    #expect(files.filter { $0.sha256 == nil }.map(\.path) == ["notes.txt"])
  }

  @Test func theLockTellsARunningRunFromAKilledOne() throws {
    let fixture = try RunsFixture()
    try fixture.makeRun("one", isFinished: false)
    var lock = try RunLock.take(fixture.file("one"))
    lock?.tell(RunProcess(pid: 7, started: "2025-01-02T03:04:05Z"))
    let running = try #require(fixture.store.list().runs.first)
    #expect(running.state == .running && running.started == "2025-01-02T03:04:05Z")
    #expect(throws: RunStoreError.running(path: fixture.file("one"), pid: 7)) {
      try RunLock.take(fixture.file("one"))
    }
    lock = nil
    #expect(try fixture.store.list().runs.map(\.state) == [.interrupted])
    let failed = try #require(try RunLock.take(fixture.file("one")))
    failed.tell(RunProcess(pid: 7, started: "2025-01-02T03:04:05Z", error: "no room"))
    #expect(try fixture.store.list().runs.map(\.state) == [.running])
    withExtendedLifetime(failed) {}
  }

  @Test func anErrorThatWasToldMakesAFailure() throws {
    let fixture = try RunsFixture()
    try fixture.makeRun("one", isFinished: false)
    try #require(try RunLock.take(fixture.file("one"))).tell(
      RunProcess(pid: 7, started: "2025-01-02T03:04:05Z", error: "no room"))
    let run = try #require(fixture.store.list().runs.first)
    #expect(run.state == .failed && run.error == "no room")
  }

  @Test func manyWriteWhileOthersRead() async throws {
    let fixture = try RunsFixture()
    let names = (0..<6).map { "run-\($0)" }
    for name in names { try fixture.makeRun(name, isFinished: false) }
    await withTaskGroup { group in
      for (number, name) in names.enumerated() {
        group.addTask {
          for round in 0..<15 {
            try? fixture.makeRun(name, accuracy: Double(round) / Double(16 + number))
            fixture.store.record(name, hashing: true)
          }
        }
      }
      for _ in 0..<2 {
        group.addTask {
          for _ in 0..<15 { #expect((try? fixture.store.list().runs.count) == names.count) }
        }
      }
    }
    #expect(fixture.warnings.isEmpty, "\(fixture.warnings)")
    let kept = try RunDatabase(path: fixture.file(RunStore.databaseName)).entries()
    #expect(kept.count == names.count)
    let listed = try fixture.store.list().runs
    #expect(listed.allSatisfy { $0.state == .finished && $0.problems.isEmpty })
  }
}
