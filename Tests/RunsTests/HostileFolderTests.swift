import Foundation
import Testing

@testable import Runs

/// Run folders come from strangers, too.
@Suite struct HostileFolderTests {
  private static let deep = String(repeating: "[", count: 100_000)

  @Test(arguments: [
    "", "{", "null", "[]", "\u{0}\u{0}", deep, #"{"command": "train", "data": "#,
    #"{"command": 1}"#, #"{"command": "rm -rf"}"#, #"{"architectures": ["BertModel"]}"#,
  ]) func aConfigurationThatIsNoneMakesNoRun(text: String) throws {
    let fixture = try RunsFixture()
    try fixture.makeRun("good")
    try fixture.write(text, to: "bad/config.json")
    try fixture.write("precious", to: "bad/precious")
    let list = try fixture.store.list()
    #expect(list.runs.map(\.name) == ["good"])
    #expect(throws: RunStoreError.self) { try fixture.store.facts(of: "bad", hashing: true) }
    #expect(throws: RunStoreError.self) { try fixture.store.delete("bad") }
    #expect(fixture.exists("bad/precious"))
  }

  @Test func aDamagedConfigurationIsNamed() throws {
    let fixture = try RunsFixture()
    try fixture.write("{", to: "bad/config.json")
    try fixture.write(
      String(repeating: " ", count: 2 << 20) + #"{"command": "train"}"#, to: "huge/config.json")
    try FileManager.default.createDirectory(
      atPath: fixture.file("folder/config.json"), withIntermediateDirectories: true)
    try fixture.write(#"{"command": "train"}"#, to: "secret")
    try fixture.write("", to: "link/note")
    try fixture.link("link/config.json", to: fixture.file("secret"))
    let list = try fixture.store.list()
    #expect(list.runs.isEmpty)
    #expect(
      list.unreadable.map { ($0.path as NSString).lastPathComponent }
        == ["bad", "folder", "huge", "link"])
    #expect(list.unreadable[0].problem.contains("damaged"))
    #expect(list.unreadable[2].problem.contains("larger than 1 MiB"))
    #expect(list.unreadable[3].problem.contains("a link"))
  }

  @Test(arguments: [
    "metrics.json", "results.csv", "origin.json", "process.json",
  ]) func otherFilesOnlyCostWhatTheyWouldHaveSaid(name: String) throws {
    let contents = [
      "", "{", "null", Self.deep, "\u{FEFF}\"", "a,a\n1,2\n", "epoch\n\"1\n",
      #"{"metrics": 7, "mean": [], "interval": {"accuracy": ["x"]}, "seconds": {"total": 1e300}}"#,
      #"{"pid": 1, "started": "\#u{1B}[2J", "error": null}"#, #"{"dataDigest": {"a": 1e999}}"#,
    ]
    let fixture = try RunsFixture()
    try fixture.makeRun("one")
    for text in contents {
      try fixture.write(text, to: "one/" + name)
      let run = try #require(fixture.store.list().runs.first)
      #expect(run.name == "one" && run.epochs == 3)
      #expect(!run.started.contains("\u{1B}"))
      #expect((run.seconds ?? 0) < 100)
      _ = try fixture.store.facts(of: "one", hashing: true)
    }
    try FileManager.default.removeItem(atPath: fixture.file("one/" + name))
    try fixture.link("one/" + name, to: "/dev/zero")
    let run = try #require(fixture.store.list().runs.first)
    #expect(run.problems.contains { $0.contains("a link") } == (name != "process.json"))
    #expect(try fixture.store.facts(of: "one", hashing: true).files.allSatisfy { $0.path != name })
  }

  @Test func hugeFilesAreNotRead() throws {
    let fixture = try RunsFixture()
    try fixture.makeRun("one")
    for name in ["metrics.json", "results.csv", "all-holes"] {
      try fixture.write("", to: "one/" + name)
      let size: off_t = name == "all-holes" ? 17 << 30 : 65 << 20
      #expect(truncate(fixture.file("one/" + name), size) == 0)
    }
    let facts = try fixture.store.facts(of: "one", hashing: true)
    #expect(facts.entry.problems.count == 2 && facts.entry.accuracy == nil)
    #expect(facts.files.first { $0.path == "all-holes" }?.sha256 == nil)
    try fixture.write(
      "a,b\n" + String(repeating: ",\n", count: 1_000_001), to: "one/results.csv")
    #expect(try fixture.store.list().runs.first?.problems.count == 2)
  }

  @Test func linksAndDeepFoldersAreNotFollowed() throws {
    let fixture = try RunsFixture()
    try fixture.makeRun("one")
    try fixture.link("one/up", to: "..")
    try fixture.link("two", to: "one")
    try fixture.write("", to: "one/" + String(repeating: "d/", count: 20) + "file")
    let run = try #require(fixture.store.list().runs.first)
    #expect(try fixture.store.list().runs.map(\.name) == ["one"])
    #expect(run.problems.contains { $0.contains("deep") })
  }
}
