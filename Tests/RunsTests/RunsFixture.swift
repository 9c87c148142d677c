import Foundation
import Runs
import Synchronization

/// A runs folder of its own, as long as the test runs, with folders as runs leave them.
final class RunsFixture: Sendable {
  let path: String
  private let heard = Mutex<[String]>([])

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("graft-runs-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var store: RunStore {
    RunStore(folder: path) { [self] text in heard.withLock { $0.append(text) } }
  }

  /// What the store warned of.
  var warnings: [String] { heard.withLock { $0 } }

  func file(_ name: String) -> String { path + "/" + name }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

  func write(_ text: String, to name: String) throws {
    try FileManager.default.createDirectory(
      atPath: (file(name) as NSString).deletingLastPathComponent,
      withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: file(name), withDestinationPath: target)
  }

  /// A training of three epochs.
  func makeRun(_ name: String, isFinished: Bool = true, accuracy: Double = 0.75) throws {
    try write(
      """
      {"command": "train", "data": {"path": "photos"}, "training": {"epochs": 3, "seed": 18446744073709551615},
       "backbone": {"name": "resnet18", "freeze": "stages:1"}}
      """, to: name + "/config.json")
    try write(
      """
      epoch,trainingLoss,note
      1,0.5,
      2,0.25,first
      3,1e-3,"a ""quoted"", one"

      """, to: name + "/results.csv")
    try write("weights of \(name)", to: name + "/checkpoints/last.safetensors")
    guard isFinished else { return }
    try write(#"{"dataDigest": "abc"}"#, to: name + "/origin.json")
    try write(
      """
      {"metrics": {"accuracy": \(accuracy), "balancedAccuracy": 0.5, "macroF1": 0.25, "logLoss": 1.5},
       "metricsOn": "test", "interval": {"low": 0.6, "high": 0.9}, "seconds": {"total": 12.5}}
      """, to: name + "/metrics.json")
  }
}
