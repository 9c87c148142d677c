import EventFiles
import Files
import Foundation
import Runs

/// The folder that a run leaves behind.
public struct RunFolder: Sendable {
  public let path: String
  /// What it was asked to do, the first file of a run.
  static let settingsName = "config.json"
  /// Whether this run made the folder.
  private let isNew: Bool
  private let recorder: RunRecorder

  /// Makes the folder: `output` if given, else `runs/<command>-<n>` with the first free number.
  /// - Throws: ``WorkbenchError/outputExists(path:)``, ``WorkbenchError/cannotMake(path:reason:)``.
  public init(output: String?, name: String?, command: String) throws {
    if let output {
      path = output
      recorder = RunRecorder(path: path)
      isNew = !FileManager.default.fileExists(atPath: output)
      try Self.makeEmpty(output)
      return
    }
    let parent = "runs"
    try Self.make(parent)
    if let name {
      try WorkbenchError.require(
        !name.isEmpty && !name.contains("/") && name != "." && name != "..", "--name",
        "the name of a folder under runs/", "\"\(name)\"")
      path = parent + "/" + name
      recorder = RunRecorder(path: path)
      isNew = !FileManager.default.fileExists(atPath: path)
      try Self.makeEmpty(path)
      return
    }
    var number = 1
    // Making a folder fails if it exists, so two runs never take the same.
    while mkdir("\(parent)/\(command)-\(number)", 0o777) != 0 {
      guard errno == EEXIST else {
        throw WorkbenchError.cannotMake(
          path: "\(parent)/\(command)-\(number)", reason: String(cString: strerror(errno)))
      }
      number += 1
    }
    path = "\(parent)/\(command)-\(number)"
    recorder = RunRecorder(path: path)
    isNew = true
  }

  /// Makes the folder of an evaluation. It begins anew where one came to nothing: there is nothing that it could go on
  /// from.
  /// - Throws: As above; `RunStoreError.running` if that evaluation is still running.
  init(evaluation path: String) throws {
    try Self.removeRemains(of: Evaluate.command, in: path)
    try self.init(output: path, name: nil, command: Evaluate.command)
  }

  /// A run that was begun earlier.
  /// - Throws: ``WorkbenchError/notARun(path:problem:)``, ``WorkbenchError/cannotMake(path:reason:)``.
  public init(resuming path: String) throws {
    guard FileManager.default.fileExists(atPath: path + "/" + Self.settingsName) else {
      let content = try? FileManager.default.contentsOfDirectory(atPath: path)
      throw WorkbenchError.notARun(
        path: path,
        problem: Self.isStillborn(content ?? [])
          ? "it was stopped before it had a config.json: give the command that began it again"
          : "it has no config.json")
    }
    guard access(path, W_OK) == 0 else {
      throw WorkbenchError.cannotMake(path: path, reason: String(cString: strerror(errno)))
    }
    self.path = path
    recorder = RunRecorder(path: path)
    isNew = false
  }

  public func file(_ name: String) -> String { path + "/" + name }

  /// Makes a folder inside the run.
  func subfolder(_ name: String) throws -> String {
    try Self.make(file(name))
    return file(name)
  }

  /// Tells the run store that the run has come a step further.
  func record() { recorder.update() }

  /// Does the work of the run, which meanwhile counts as running.
  /// - Throws: `RunStoreError.running` if another process works on it, and what `body` throws.
  func recorded<Result>(
    _ reporter: any Reporter, ifItFails: () -> Void = {}, _ body: () throws -> Result
  ) throws -> Result {
    try recorder.begin(reporter)
    defer { recorder.end() }
    do { return try body() } catch {
      recorder.fail(error)
      ifItFails()
      throw error
    }
  }

  /// Does the work of the run. If it fails before anything but the configuration and events are in the folder, the
  /// folder goes again, so that the corrected command can have it.
  func removedIfNothingComesOfIt<Result>(
    _ reporter: any Reporter, _ body: () throws -> Result
  ) throws -> Result {
    try recorded(reporter, ifItFails: removeIfNothingCameOfIt, body)
  }

  /// Files of a run that has no result.
  private static let remains: Set = [settingsName, "origin.json", RunLock.fileName]

  /// Removes what a run left that told how it was made, and nothing else.
  private static func removeRemains(of command: String, in path: String) throws {
    struct Configuration: Decodable { let command: String }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path), !names.isEmpty,
      remains.isSuperset(of: names),
      let bytes = try? InputFile.contents(of: path + "/config.json"),
      let found = try? JSONDecoder().decode(Configuration.self, from: Data(bytes)),
      found.command == command
    else { return }
    let lock = try RunLock.take(path)
    // The lock's file may only be there since it was taken.
    withExtendedLifetime(lock) { for name in remains { unlink(path + "/" + name) } }
  }

  private func removeIfNothingCameOfIt() {
    let names = try? FileManager.default.contentsOfDirectory(atPath: path)
    let own = Self.remains
    guard let content = names?.filter({ !EventFile.isName($0) }),
      Set(content).isSubset(of: own.union(["checkpoints"])),
      // Only what is empty goes: a checkpoint in its folder keeps both.
      !content.contains("checkpoints") || rmdir(file("checkpoints")) == 0
    else { return }
    for name in names ?? [] where EventFile.isName(name) || own.contains(name) {
      unlink(file(name))
    }
    if isNew { rmdir(path) }
  }

  /// Makes a folder and those above it that are missing.
  private static func make(_ path: String) throws {
    var made = path.hasPrefix("/") ? "/" : ""
    for name in path.split(separator: "/") {
      made += (made.isEmpty || made == "/" ? "" : "/") + name
      guard mkdir(made, 0o777) != 0 else { continue }
      let code = errno
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: made, isDirectory: &isFolder)
      guard exists, isFolder.boolValue else {
        let reason = exists ? "\(made) is no folder" : String(cString: strerror(code))
        throw WorkbenchError.cannotMake(path: path, reason: reason)
      }
    }
  }

  private static func makeEmpty(_ path: String) throws {
    try make(path)
    let content: [String]
    do { content = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
      throw WorkbenchError.cannotMake(path: path, reason: error.localizedDescription)
    }
    guard content.isEmpty || removeLeftovers(content, of: path) else {
      throw WorkbenchError.outputExists(path: path)
    }
    guard access(path, W_OK) == 0 else {
      throw WorkbenchError.cannotMake(path: path, reason: String(cString: strerror(errno)))
    }
  }

  /// Whether a folder holds nothing but what a run leaves that was killed before it had written down its settings.
  private static func isStillborn(_ content: [String]) -> Bool {
    !content.isEmpty
      && content.allSatisfy {
        $0 == RunLock.fileName || AtomicFile.isTemporary($0, of: settingsName)
      }
  }

  /// - Returns: Whether the folder is empty now.
  private static func removeLeftovers(_ content: [String], of path: String) -> Bool {
    guard isStillborn(content) else { return false }
    return RunLock.removeLeftover(of: path) {
      content.allSatisfy { name in name == RunLock.fileName || unlink(path + "/" + name) == 0 }
    }
  }
}
