import Foundation
import Glibc

/// Reads a run's folder, which may come from a stranger: everything is bounded, no link is followed, and what is
/// damaged is a problem of that run, not of the list.
struct RunReader {
  static let configurationName = "config.json"
  private static let configurationByteLimit = 1 << 20
  private static let commands: Set<String> = ["train", "crossval", "lr-find", "evaluate"]

  let path: String
  let name: String

  init(folder: String, name: String) {
    path = Self.path(of: name, in: folder)
    self.name = name
  }

  static func path(of name: String, in folder: String) -> String {
    folder == "." ? name : folder == "/" ? "/" + name : folder + "/" + name
  }

  /// Whether there is a folder, and no link, with a `config.json` in it.
  var isCandidate: Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      && lstat(path + "/" + Self.configurationName, &status) == 0
  }

  /// How the run was made.
  /// - Returns: `nil` for a `config.json` of another program.
  /// - Throws: ``RunStoreError/notARun(path:problem:)`` if it cannot be read.
  func configuration() throws(RunStoreError) -> (text: String, value: JSONValue)? {
    let bytes: [UInt8]
    do throws(BoundedFile.Problem) {
      bytes = try BoundedFile.contents(
        of: path + "/" + Self.configurationName, limit: Self.configurationByteLimit)
    } catch {
      throw .notARun(path: path, problem: "\(Self.configurationName) is \(error)")
    }
    guard let text = String(validating: bytes, as: UTF8.self),
      let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    else {
      throw .notARun(path: path, problem: "\(Self.configurationName) is damaged")
    }
    guard let command = value["command"]?.text, Self.commands.contains(command) else { return nil }
    return (text, value)
  }

  /// - Parameter files: What the folder lists.
  /// - Returns: `nil` for the folder of another program.
  /// - Throws: ``RunStoreError/notARun(path:problem:)``.
  func facts(_ files: RunFolderFiles) throws(RunStoreError) -> RunFacts? {
    guard let (text, value) = try configuration() else { return nil }
    let command = value["command"]?.text ?? ""
    var problems = files.isCut ? ["more than \(RunFolderFiles.limit) files or 8 folders deep"] : []
    let metrics: MetricsFile? = read("metrics.json", files, &problems) { path in
      let bytes = try BoundedFile.contents(of: path, limit: MetricsFile.byteLimit)
      return try JSONDecoder().decode(MetricsFile.self, from: Data(bytes))
    }
    let results = read(Self.table(of: command), files, &problems, RunResults.init(reading:))
    let epochs =
      command == "crossval"
      ? read("epochs.csv", files, &problems, RunResults.init(reading:)) : nil
    let origin: JSONValue? = read("origin.json", files, &problems) { path in
      let bytes = try BoundedFile.contents(of: path, limit: RunLock.byteLimit)
      return try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    }
    let process = RunLock.process(of: path)
    let entry = RunEntry(
      name: name, command: command, state: state(command, files, error: process?.error),
      started: process?.started ?? timeOfConfiguration(files), seconds: metrics?.seconds,
      data: value["data"]?["path"]?.text, dataDigest: origin?["dataDigest"]?.text,
      backbone: value["backbone"]?["name"]?.text, freeze: value["backbone"]?["freeze"]?.text,
      epochs: command == "lr-find" ? nil : value["training"]?["epochs"]?.whole,
      resultRows: results?.rows.count ?? 0, accuracy: metrics?.figures?.accuracy,
      balancedAccuracy: metrics?.figures?.balancedAccuracy, macroF1: metrics?.figures?.macroF1,
      logLoss: metrics?.figures?.logLoss, metricsOn: metrics?.metricsOn,
      intervalLow: metrics?.interval?.first, intervalHigh: metrics?.interval?.last,
      byteCount: files.byteCount, error: process?.error, problems: problems,
      configuration: text, stamp: files.stamp)
    return RunFacts(
      entry: entry, results: results ?? .none, epochs: epochs ?? .none, files: files.files)
  }

  /// How the run stands now.
  func state(_ command: String, _ files: RunFolderFiles, error: String?) -> RunState {
    RunState(
      holder: RunLock.holder(of: path),
      isComplete: files.has(command == "lr-find" ? "lr-find.svg" : "metrics.json"),
      hasError: error != nil)
  }

  private static func table(of command: String) -> String {
    command == "lr-find" ? "lr-find.csv" : "results.csv"
  }

  private func read<Value>(
    _ name: String, _ files: RunFolderFiles, _ problems: inout [String],
    _ body: (String) throws -> Value
  ) -> Value? {
    var status = stat()
    // What is no file does not count as missing.
    guard files.has(name) || lstat(path + "/" + name, &status) == 0 else { return nil }
    do { return try body(path + "/" + name) } catch {
      problems.append("\(name): \(error is DecodingError ? "damaged" : "\(error)")")
      return nil
    }
  }

  /// Of runs that were made before they told when they began.
  private func timeOfConfiguration(_ files: RunFolderFiles) -> String {
    let file = files.files.first { $0.path == Self.configurationName }
    let seconds = (file?.modified ?? 0) / 1_000_000_000
    return Date(timeIntervalSince1970: Double(seconds)).ISO8601Format()
  }
}
