import Foundation
import Testing

@testable import Files

@Suite struct AtomicFileTests {
  let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "/graft-files-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
  }

  @Test func nothingIsVisibleBeforeTheCommit() throws {
    let file = try AtomicFile(path: folder + "/a")
    try file.write("whole")
    #expect(!FileManager.default.fileExists(atPath: folder + "/a"))
    try file.commit()
    #expect(try InputFile.contents(of: folder + "/a") == Array("whole".utf8))
    #expect(try names == ["a"])
  }

  @Test func aDroppedFileLeavesWhatWasThere() throws {
    try AtomicFile.write("old", to: folder + "/a")
    do {
      let file = try AtomicFile(path: folder + "/a")
      try file.write("new")
    }
    #expect(try InputFile.contents(of: folder + "/a") == Array("old".utf8))
    #expect(try names == ["a"])
  }

  @Test func whatAKilledWriterLeavesIsKnownByItsName() throws {
    let file = try AtomicFile(path: folder + "/a.json")
    let left = try #require(names.first)
    #expect(try names.count == 1)
    #expect(AtomicFile.isTemporary(left, of: "a.json"))
    for other in ["a", "b.json", "a.json.graft-"] {
      #expect(!AtomicFile.isTemporary(left, of: other))
    }
    for other in ["a.json", "a.json.backup", left + "x", String(left.dropLast()), left + "/"] {
      #expect(!AtomicFile.isTemporary(other, of: "a.json"))
    }
    #expect(!AtomicFile.isTemporary("a.json.graft-ab.def", of: "a.json"))
    try file.commit()
  }

  @Test func largeWritesKeepTheirOrder() throws {
    let file = try AtomicFile(path: folder + "/a")
    var expected: [UInt8] = []
    for index in 0..<40 {
      let block = [UInt8](repeating: UInt8(index), count: index * 60_000)
      expected += block
      try file.write(block)
    }
    try file.commit()
    #expect(try InputFile.contents(of: folder + "/a") == expected)
  }

  @Test func aMissingFolderIsAnError() throws {
    #expect(throws: FileError.cannotWrite(path: folder + "/no/a", code: ENOENT)) {
      try AtomicFile(path: folder + "/no/a")
    }
  }

  @Test func readingPastTheEndIsAnError() throws {
    try AtomicFile.write("12345", to: folder + "/a")
    let file = try InputFile(path: folder + "/a")
    #expect(try file.bytes(at: 1, count: 3) == Array("234".utf8))
    #expect(throws: FileError.unexpectedEnd(path: folder + "/a", offset: 3, expected: 9, found: 2))
    {
      try file.bytes(at: 3, count: 9)
    }
    #expect(throws: FileError.self) { try file.bytes(at: .max, count: .max) }
    #expect(throws: FileError.self) { try file.bytes(at: -1, count: 1) }
  }

  @Test func whatIsNoFileIsRefused() throws {
    #expect(throws: FileError.missing(path: folder + "/a")) { try InputFile(path: folder + "/a") }
    #expect(throws: FileError.cannotRead(path: folder, code: EISDIR)) {
      try InputFile(path: folder)
    }
    mkfifo(folder + "/pipe", 0o600)
    #expect(throws: FileError.self) { try InputFile(path: folder + "/pipe") }
  }
}
