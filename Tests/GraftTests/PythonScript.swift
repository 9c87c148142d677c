import Foundation
import Testing

/// A script of `Tests` that looks at what the program left and answers with one JSON object.
enum PythonScript {
  /// - Parameters:
  ///   - interpreter: Words that start Python, the program's path first.
  ///   - name: Of the script.
  ///   - path: What it looks at, in the photos' folder.
  static func answer<Answer>(
    _ interpreter: [String], _ name: String, on path: String, in photos: Photos,
    as type: Answer.Type = Answer.self
  ) throws -> Answer {
    let output = "answer-\(UUID().uuidString).json"
    try photos.write("", to: output)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: interpreter[0])
    process.arguments =
      interpreter.dropFirst() + [Photos.root + "/Tests/" + name, photos.file(path)]
    process.standardOutput = try FileHandle(
      forWritingTo: URL(fileURLWithPath: photos.file(output)))
    process.standardError = FileHandle.standardError
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try #require(JSONSerialization.jsonObject(with: photos.data(output)) as? Answer)
  }
}
