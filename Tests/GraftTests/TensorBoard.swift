import Foundation

/// TensorBoard's own reader, in the environment that `Tests/fetch-tensorboard.sh` makes.
enum TensorBoard {
  private static let environment = Photos.root + "/.build-tensorboard"

  static let isHere = FileManager.default.fileExists(atPath: environment + "/ready")

  /// - Returns: What `Tests/read_events.py` says of a folder.
  static func read(_ folder: String, in photos: Photos) throws -> [String: [String: Any]] {
    try PythonScript.answer(
      [environment + "/bin/python"], "read_events.py", on: folder, in: photos)
  }
}
