import Foundation
import Glibc

/// The runs of a folder: what their folders say, kept in a database so that it need not be read again, and so that
/// other programs can ask for it in SQL.
///
/// The folders are the truth. Every question first looks which of them came, went or changed since they were last
/// read, by the sizes and times of their files; so folders that were copied in, or made before there was a
/// database, are there too, and a damaged database costs nothing but time.
public struct RunStore: Sendable {
  /// The database in a runs folder.
  public static let databaseName = RunIndex.name

  public let folder: String
  let index: RunIndex

  /// - Parameters:
  ///   - folder: That the runs' folders are in.
  ///   - warn: Takes what a user should know of the database; it stops nothing.
  public init(folder: String, warn: @escaping @Sendable (String) -> Void) {
    self.folder = folder
    index = RunIndex(folder: folder, warn: warn)
  }

  /// Of a run's folder.
  public func path(of name: String) -> String { RunReader.path(of: name, in: folder) }

  /// - Parameter rebuilding: Whether everything is read anew, whatever the database has.
  /// - Throws: ``RunStoreError/noFolder(path:)``.
  public func list(rebuilding: Bool = false) throws -> RunList {
    if rebuilding { try index.setAside() }
    let names = try candidates()
    let known = index.use { try $0.entries() }
    var runs: [RunEntry] = []
    var changed: [RunFacts] = []
    var unreadable: [RunList.Unreadable] = []
    for name in names {
      let reader = RunReader(folder: folder, name: name)
      let files = RunFolderFiles(of: reader.path)
      if let entry = known?[name], entry.stamp == files.stamp,
        entry.state == reader.state(entry.command, files, error: entry.error)
      {
        runs.append(entry)
        continue
      }
      do {
        guard let facts = try reader.facts(files) else { continue }
        changed.append(facts)
        runs.append(facts.entry)
      } catch {
        guard case RunStoreError.notARun(let path, let problem) = error else { throw error }
        unreadable.append(RunList.Unreadable(path: path, problem: problem))
      }
    }
    let gone = Set((known ?? [:]).keys).subtracting(runs.map(\.name)).sorted()
    if known != nil, !changed.isEmpty || !gone.isEmpty {
      _ = index.use { try $0.update(changed, forgetting: gone) }
    }
    runs.sort { ($1.started, $0.name) < ($0.started, $1.name) }
    return RunList(runs: runs, unreadable: unreadable)
  }

  /// Everything about one run.
  /// - Parameter hashing: Whether hashes that are not known yet are computed, unless the run is running.
  /// - Throws: ``RunStoreError``.
  public func facts(of name: String, hashing: Bool) throws -> RunFacts {
    let reader = RunReader(folder: folder, name: name)
    let files = RunFolderFiles(of: reader.path)
    let known = index.use { try $0.facts(of: name, stamp: files.stamp) } ?? nil
    if let known, !hashing || known.files.allSatisfy({ $0.sha256 != nil }),
      known.entry.state == reader.state(known.entry.command, files, error: known.entry.error)
    {
      return known
    }
    guard var facts = try verified(reader).facts(files) else { throw Self.isNotOurs(reader) }
    if let known { facts.files = known.files }
    if hashing, facts.entry.state != .running {
      facts.files = facts.files.map { $0.hashed(in: reader.path) }
    }
    _ = index.use { [facts] in try $0.update([facts], forgetting: []) }
    return facts
  }

  /// Takes over what a run's folder says now, or that it is gone.
  public func record(_ name: String, hashing: Bool) {
    guard RunReader(folder: folder, name: name).isCandidate else {
      _ = index.use { try $0.update([], forgetting: [name]) }
      return
    }
    do { _ = try facts(of: name, hashing: hashing) } catch { index.warn("\(error)") }
  }

  /// - Throws: ``RunStoreError/missing(path:nearest:)``, ``RunStoreError/notARun(path:problem:)``.
  func verified(_ reader: RunReader) throws(RunStoreError) -> RunReader {
    guard reader.isCandidate else {
      var status = stat()
      guard lstat(reader.path, &status) == 0 else {
        throw .missing(path: reader.path, nearest: nil)
      }
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw .notARun(
        path: reader.path,
        problem: isFolder ? "it has no \(RunReader.configurationName)" : "it is a link or a file")
    }
    return reader
  }

  static func isNotOurs(_ reader: RunReader) -> RunStoreError {
    .notARun(
      path: reader.path, problem: "its \(RunReader.configurationName) names no command of Graft")
  }

  /// Names of folders that may be runs.
  private func candidates() throws -> [String] {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw RunStoreError.noFolder(path: folder)
    }
    return names.sorted().filter { name in
      !name.hasPrefix(RunStore.removalPrefix) && RunReader(folder: folder, name: name).isCandidate
    }
  }
}
