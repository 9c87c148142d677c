import Foundation
import Testing

/// The package that these tests are part of.
enum House {
  /// The folder of `Package.swift`.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// Runs a program in the root of the package.
  /// - Returns: Its standard output; `nil` if it cannot be started or fails.
  static func output(of program: String, _ arguments: [String]) throws -> Data? {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("graft-house-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // A file takes any amount, where a pipe that nobody reads would block.
    let file = folder.appendingPathComponent("output")
    try Data().write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments.map { $0 == "SCRATCH" ? folder.path : $0 }
    process.currentDirectoryURL = URL(fileURLWithPath: root)
    process.standardOutput = try FileHandle(forWritingTo: file)
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return try Data(contentsOf: file)
  }

  /// The files that git keeps, relative to the root; `nil` where there is no git or no repository.
  static let committedFiles: [String]? = {
    guard let data = try? output(of: "git", ["ls-files", "-z"]) else { return nil }
    return data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }()

  /// A file's lines; `nil` for files that are not text, or not there.
  static func lines(of file: String) -> [Substring]? {
    guard let data = FileManager.default.contents(atPath: root + "/" + file), !data.contains(0),
      let text = String(data: data, encoding: .utf8)
    else { return nil }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
  }
}
