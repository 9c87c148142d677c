import Foundation
import Testing

/// A folder of its own with `photos/`: six classes of eight real pictures, as long as the test runs.
final class Photos {
  static let classes = ["animal", "face", "food", "object", "people", "travel"]
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  let path: String

  init(picturesPerClass: Int = 8) throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("graft-command-\(UUID().uuidString)").path
    for name in Self.classes {
      let source = Self.root + "/pretrained/emoji/" + name
      let pictures = try FileManager.default.contentsOfDirectory(atPath: source)
        .filter { $0.hasSuffix(".png") }.sorted()
      try make("photos/" + name)
      // Spread over the alphabet: neighbours are variants of one picture.
      for index in 0..<picturesPerClass {
        let picture = pictures[index * pictures.count / picturesPerClass]
        try FileManager.default.copyItem(
          atPath: source + "/" + picture, toPath: file("photos/\(name)/\(index).png"))
      }
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  func make(_ folder: String) throws {
    try FileManager.default.createDirectory(
      atPath: file(folder), withIntermediateDirectories: true)
  }

  func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

  func write(_ data: Data, to name: String) throws {
    try data.write(to: URL(fileURLWithPath: file(name)))
  }

  func data(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: file(name)))
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

  func contents(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: file(folder)).sorted()
  }

  /// The fields of a CSV file without quotes, header first.
  func table(_ name: String) throws -> [[String]] {
    String(decoding: try data(name), as: UTF8.self).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }
}
