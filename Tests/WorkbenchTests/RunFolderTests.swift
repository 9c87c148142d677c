import Files
import Foundation
import Runs
import Testing

@testable import Workbench

/// Which folders a run may begin in.
@Suite struct RunFolderTests {
  private static let temporary = "config.json.graft-aZ09bc"

  private func folder(_ content: [String: String]) throws -> Scratch {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.file("run"), withIntermediateDirectories: false)
    for (name, text) in content { try scratch.write(text, to: "run/" + name) }
    return scratch
  }

  private func names(_ scratch: Scratch) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scratch.file("run")).sorted()
  }

  private static let told = #"{"pid": 7, "started": "2026-01-02T03:04:05Z"}"#

  @Test(arguments: [
    [temporary: "{"], [temporary: ""], ["process.json": ""], ["process.json": told],
    ["process.json": told, temporary: "{", "config.json.graft-000000": ""],
  ])
  func whatWasKilledBeforeItHadSettingsIsBegunAgain(left: [String: String]) throws {
    let scratch = try folder(left)
    let error = #expect(throws: WorkbenchError.self) {
      try RunFolder(resuming: scratch.file("run"))
    }
    #expect(error?.description.contains("give the command that began it again") == true)
    #expect(try names(scratch) == left.keys.sorted())
    _ = try RunFolder(output: scratch.file("run"), name: nil, command: "train")
    #expect(try names(scratch) == [])
  }

  @Test(arguments: [
    [temporary: "", "notes.txt": "mine"], ["config.json.backup": "{}"], ["config.json": "{}"],
    ["process.json": "a process of somebody else's", temporary: ""], ["origin.json": "{}"],
  ])
  func whatIsNotSurelyOursStays(content: [String: String]) throws {
    let scratch = try folder(content)
    #expect(throws: WorkbenchError.outputExists(path: scratch.file("run"))) {
      try RunFolder(output: scratch.file("run"), name: nil, command: "train")
    }
    #expect(try names(scratch) == content.keys.sorted())
  }

  @Test func aRunThatIsJustBeginningKeepsItsFolder() throws {
    let scratch = try folder([Self.temporary: ""])
    let lock = try #require(try RunLock.take(scratch.file("run")))
    #expect(throws: WorkbenchError.outputExists(path: scratch.file("run"))) {
      try RunFolder(output: scratch.file("run"), name: nil, command: "train")
    }
    #expect(try names(scratch) == [Self.temporary, "process.json"])
    withExtendedLifetime(lock) {}
  }

  @Test func aFolderOfThatNameIsNoLeftover() throws {
    let scratch = try folder([:])
    try FileManager.default.createDirectory(
      atPath: scratch.file("run/" + Self.temporary), withIntermediateDirectories: false)
    #expect(throws: WorkbenchError.outputExists(path: scratch.file("run"))) {
      try RunFolder(output: scratch.file("run"), name: nil, command: "train")
    }
  }
}
