import Foundation
import Testing

/// TensorBoard's own reader, in the environment that `Tests/fetch-tensorboard.sh` makes.
enum TensorBoard {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
  private static let python = root + "/.build-tensorboard/bin/python"

  static let isHere = FileManager.default.fileExists(atPath: root + "/.build-tensorboard/ready")

  /// - Returns: What `Tests/read_events.py` says of a folder.
  static func read(_ folder: String) throws -> [String: [String: Any]] {
    let output = folder + "/tensorboard.json"
    #expect(FileManager.default.createFile(atPath: output, contents: nil))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [root + "/Tests/read_events.py", folder]
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let data = try Data(contentsOf: URL(fileURLWithPath: output))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
  }
}
