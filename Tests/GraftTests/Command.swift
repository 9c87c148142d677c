import Foundation
import Testing

/// The built `graft`, as a user starts it.
enum Command {
  struct Outcome {
    let status: Int32
    /// Standard output.
    let results: String
    /// Standard error.
    let messages: String

    /// The one JSON object on standard output.
    /// - Throws: If there is anything else.
    func json(
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [String: Any] {
      let lines = results.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 2 && lines.last == "", sourceLocation: sourceLocation)
      return try #require(
        JSONSerialization.jsonObject(with: Data(results.utf8)) as? [String: Any],
        sourceLocation: sourceLocation)
    }
  }

  /// Beside the program that runs these tests.
  static let path = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("graft").path

  /// - Parameters:
  ///   - folder: Where it runs; its cache is the folder `cache` in it.
  ///   - addressKilobytes: What `ulimit -v` allows it; any number where `nil`.
  ///   - environment: Besides its cache.
  ///   - whileRunning: Called once the program has started.
  static func run(
    _ arguments: [String], in folder: Photos, cache: String? = nil, addressKilobytes: Int? = nil,
    environment: [String: String] = [:],
    whileRunning: ((Process, _ messages: () -> String) -> Void)? = nil
  ) throws -> Outcome {
    // Files take any amount, where a pipe that nobody reads would block.
    let output = folder.file("output-\(UUID().uuidString)")
    let errors = folder.file("errors-\(UUID().uuidString)")
    for file in [output, errors] { try Data().write(to: URL(fileURLWithPath: file)) }
    let process = Process()
    if let addressKilobytes {
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments =
        ["-c", "ulimit -v \(addressKilobytes) && exec \"$0\" \"$@\"", path] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = arguments
    }
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ProcessInfo.processInfo.environment
      .merging(environment) { $1 }
      .merging(["XDG_CACHE_HOME": cache ?? folder.file("cache")]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
    try process.run()
    whileRunning?(process) { (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "" }
    process.waitUntilExit()
    return Outcome(
      status: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      results: try String(contentsOfFile: output, encoding: .utf8),
      messages: try String(contentsOfFile: errors, encoding: .utf8))
  }
}
