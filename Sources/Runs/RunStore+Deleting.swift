import Foundation
import Glibc

extension RunStore {
  /// What a folder is called from the moment it is no longer a run until it is gone, before the process that
  /// deletes it.
  static let removalPrefix = ".graft-deleted-"

  /// Removes a run's folder with everything in it; links in it go, what they point to stays.
  ///
  /// The folder first gets another name, so that a run is there or not, whenever this is stopped.
  /// - Returns: Bytes that its files had.
  /// - Throws: ``RunStoreError``, before anything is removed if it is none, or if a process works on it.
  public func delete(_ name: String) throws -> Int {
    let (path, lock) = try deletable(name)
    defer { withExtendedLifetime(lock) {} }
    let byteCount = RunFolderFiles(of: path).byteCount
    removeLeftovers()
    let doomed = folder + "/" + Self.removalPrefix + "\(getpid())"
    guard rename(path, doomed) == 0 else {
      throw RunStoreError.cannotDelete(path: path, reason: String(cString: strerror(errno)))
    }
    _ = index.use { try $0.update([], forgetting: [name]) }
    do { try FileManager.default.removeItem(atPath: doomed) } catch {
      throw RunStoreError.cannotDelete(path: doomed, reason: error.localizedDescription)
    }
    return byteCount
  }

  /// Makes sure of everything that can be made sure of before a run is deleted.
  /// - Throws: ``RunStoreError``.
  public func verifyDeletable(_ name: String) throws {
    _ = try deletable(name)
  }

  /// What processes left that were stopped while they deleted.
  private func removeLeftovers() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(Self.removalPrefix) {
      guard let process = pid_t(name.dropFirst(Self.removalPrefix.count)), process > 0 else {
        continue
      }
      if process == getpid() || kill(process, 0) != 0 && errno == ESRCH {
        try? FileManager.default.removeItem(atPath: folder + "/" + name)
      }
    }
  }

  private func deletable(_ name: String) throws -> (path: String, lock: RunLock) {
    let reader = try verified(RunReader(folder: folder, name: name))
    guard try reader.configuration() != nil else { throw Self.isNotOurs(reader) }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: reader.path)) ?? []
    if let inner = names.sorted().first(where: {
      RunReader(folder: reader.path, name: $0).isCandidate
    }) {
      throw RunStoreError.holdsRuns(path: reader.path, inner: inner)
    }
    guard let lock = try RunLock.take(reader.path) else {
      throw RunStoreError.notLockable(path: reader.path)
    }
    return (reader.path, lock)
  }
}
