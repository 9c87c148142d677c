import Foundation
import Testing

/// TensorBoard's own reader, in the environment that `Tests/fetch-tensorboard.sh` makes.
enum TensorBoard {
  private static let environment = Photos.root + "/.build-tensorboard"

  static let isHere = FileManager.default.fileExists(atPath: environment + "/ready")

  /// - Returns: What `Tests/read_events.py` says of a folder.
  static func read(_ folder: String, in photos: Photos) throws -> [String: [String: Any]] {
    try photos.write("", to: "events.json")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: environment + "/bin/python")
    process.arguments = [Photos.root + "/Tests/read_events.py", photos.file(folder)]
    process.standardOutput = try FileHandle(
      forWritingTo: URL(fileURLWithPath: photos.file("events.json")))
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try #require(
      JSONSerialization.jsonObject(with: photos.data("events.json")) as? [String: [String: Any]])
  }
}
