import Files
import Foundation

@testable import Workbench

/// A few demo pictures and a head trained on them for two epochs: made once for all tests that only
/// look at it, and removed when the process ends.
enum DemoModel {
  static let classes = ["animal", "food"]
  static let picturesPerClass = 3

  static let folder: Swift.Result<String, any Error> = Result { try make() }

  /// `animal/…`, `food/…`.
  static var data: String { get throws { try folder.get() + "/data" } }
  /// A folder with a model.
  static var model: String { get throws { try folder.get() + "/run" } }
  static var cache: CacheFolder { get throws { CacheFolder(path: try folder.get() + "/cache") } }

  /// The demo pictures of the source tree.
  private static let source = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../pretrained/emoji").standardized.path

  private static func make() throws -> String {
    let folder = NSTemporaryDirectory() + "graft-demo-model-\(getpid())"
    let manager = FileManager.default
    for name in classes {
      let target = folder + "/data/" + name
      try manager.createDirectory(atPath: target, withIntermediateDirectories: true)
      let names = try manager.contentsOfDirectory(atPath: source + "/" + name).sorted()
      for picture in names.prefix(picturesPerClass) {
        try manager.copyItem(
          atPath: "\(source)/\(name)/\(picture)", toPath: "\(target)/\(picture)")
      }
    }
    var configuration = RunConfiguration(command: .train, dataPath: folder + "/data")
    configuration.training.epochs = 2
    configuration.data.validationFraction = 0
    configuration.backbone.imageSize = 64
    configuration.machine.microBatch = 2
    _ = try Train(configuration, cache: CacheFolder(path: folder + "/cache"))
      .run(output: folder + "/run")
    removeAtExit(folder)
    return folder
  }

  private static func removeAtExit(_ folder: String) {
    leftBehind = folder
    atexit { try? FileManager.default.removeItem(atPath: DemoModel.leftBehind) }
  }

  // Written once, before `atexit` reads it at the end of the process.
  nonisolated(unsafe) private static var leftBehind = ""
}

/// A folder of a test's own, removed with it.
final class Scratch {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "graft-workbench-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  func contents(_ name: String) throws -> String {
    String(decoding: try InputFile.contents(of: file(name)), as: UTF8.self)
  }

  /// Puts files under the same or other names.
  func copy(_ source: String, to name: String) throws {
    let target = file(name)
    try FileManager.default.createDirectory(
      atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: source, toPath: target)
  }

  func write(_ text: String, to name: String) throws {
    try AtomicFile.write(text, to: file(name))
  }
}

/// The top level of a result's JSON.
func jsonFields(of value: some Encodable) throws -> [String: Any] {
  let data = Data(try JSONFile.line(value).utf8)
  return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
}
