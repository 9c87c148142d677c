import Foundation
import Testing

@testable import Runs

@Suite struct RunDeletionTests {
  @Test func aRunGoesWithEverythingInItAndNothingElse() throws {
    let fixture = try RunsFixture()
    for name in ["one", "two"] { try fixture.makeRun(name) }
    try fixture.write("precious", to: "outside/file")
    try fixture.link("one/to-folder", to: fixture.file("outside"))
    try fixture.link("one/checkpoints/to-file", to: fixture.file("outside/file"))
    let byteCount = try #require(fixture.store.list().runs.first { $0.name == "one" }?.byteCount)
    #expect(try fixture.store.delete("one") == byteCount)
    #expect(!fixture.exists("one") && fixture.exists("outside/file") && fixture.exists("two"))
    #expect(try fixture.store.list().runs.map(\.name) == ["two"])
    let left = try FileManager.default.contentsOfDirectory(atPath: fixture.path)
    #expect(left.allSatisfy { !$0.hasPrefix(".") }, "\(left)")
  }

  @Test func whatAStoppedDeletionLeftIsNoRunAndGoesWithTheNext() throws {
    let fixture = try RunsFixture()
    // No process has a number so large.
    let left = RunStore.removalPrefix + "\(Int32.max)"
    let other = RunStore.removalPrefix + "notes"
    for name in ["one", left, other] { try fixture.makeRun(name) }
    #expect(try fixture.store.list().runs.map(\.name) == ["one"])
    _ = try fixture.store.delete("one")
    #expect(!fixture.exists(left) && fixture.exists(other))
  }

  @Test func whatIsRunningOrNoRunStays() throws {
    let fixture = try RunsFixture()
    try fixture.makeRun("running", isFinished: false)
    let lock = try #require(try RunLock.take(fixture.file("running")))
    try fixture.write("mine", to: "documents/letter")
    try fixture.makeRun("outer")
    try fixture.makeRun("outer/inner")
    try fixture.link("link", to: "outer")
    for name in ["running", "documents", "outer", "link", "nothing"] {
      #expect(throws: RunStoreError.self, "\(name)") { try fixture.store.delete(name) }
    }
    for name in [
      "running/config.json", "documents/letter", "outer/inner/config.json", "link",
    ] {
      #expect(fixture.exists(name), "\(name)")
    }
    withExtendedLifetime(lock) {}
    #expect(try RunStore(folder: fixture.file("outer")) { _ in }.delete("inner") > 0)
    #expect(try fixture.store.delete("outer") > 0)
  }
}
