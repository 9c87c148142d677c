import Files
import Foundation
import Glibc

/// Says of a run's folder that a process works on it: a lock that every process sees, and that the system takes
/// away when its holder ends, however it ends. So nobody has to guess whether a run was killed.
///
/// It is held on `process.json`, a file and not the folder since network file systems lock only what is open for
/// writing. A copy of the folder is not locked.
public final class RunLock: Sendable {
  public static let fileName = "process.json"
  static let byteLimit = 1 << 16

  enum Holder: Sendable {
    case nobody
    case somebody
    /// The file system has no locks, or the file cannot be opened.
    case unknown
  }

  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Takes the lock of a run's folder.
  /// - Returns: `nil` where there is none to be had: without file locks, or where nothing can be written.
  /// - Throws: ``RunStoreError/running(path:pid:)``.
  public static func take(_ folder: String) throws(RunStoreError) -> RunLock? {
    let descriptor = open(
      folder + "/" + fileName, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else { return nil }
    let lock = RunLock(descriptor: descriptor)
    // Whoever looks at a lock holds it for a moment; only who keeps it works on the run.
    for _ in 0..<50 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        // Whoever took the file for a leftover may have removed it in between: then nobody sees this lock.
        return lock.hasName ? lock : try take(folder)
      }
      guard errno == EWOULDBLOCK || errno == EINTR else { return nil }
      usleep(20_000)
    }
    throw .running(path: folder, pid: process(of: folder)?.pid)
  }

  /// Removes the file that a process left which was killed, and meanwhile keeps others from taking the lock.
  /// - Returns: Whether the folder has none of these files now: not if somebody holds the lock, if nobody can know
  ///   whether somebody does, or if the file is no lock of ours.
  public static func removeLeftover(
    of folder: String, andThen clear: () -> Bool
  ) -> Bool {
    let path = folder + "/" + fileName
    let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return errno == ENOENT && clear() }
    let lock = RunLock(descriptor: descriptor)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, lock.hasName else { return false }
    // A process that was killed at once had not told anything.
    guard lock.isEmpty || process(of: folder) != nil else { return false }
    return clear() && unlink(path) == 0
  }

  private var status: stat? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return status
  }

  private var hasName: Bool { status.map { $0.st_nlink > 0 } ?? false }

  private var isEmpty: Bool { status?.st_size == 0 }

  /// Whether somebody holds it now.
  static func holder(of folder: String) -> Holder {
    let descriptor = open(
      folder + "/" + fileName, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    // A link instead of the file is no lock of ours.
    guard descriptor >= 0 else { return errno == ENOENT || errno == ELOOP ? .nobody : .unknown }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_SH | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { return .somebody }
      guard errno == EINTR else { return .unknown }
    }
    return .nobody
  }

  /// Writes what there is to tell over what was told before. Nobody depends on it: what cannot be written stays
  /// untold.
  public func tell(_ process: RunProcess) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard var bytes = try? Array(encoder.encode(process)), bytes.count < Self.byteLimit else {
      return
    }
    bytes.append(UInt8(ascii: "\n"))
    // In place: a new file under this name would have a lock of its own.
    if pwrite(descriptor, bytes, bytes.count, 0) == bytes.count {
      ftruncate(descriptor, off_t(bytes.count))
    }
  }

  /// What was told last; `nil` if that is nothing that could be read.
  public static func process(of folder: String) -> RunProcess? {
    guard
      let bytes = try? BoundedFile.contents(of: folder + "/" + fileName, limit: byteLimit),
      let process = try? JSONDecoder().decode(RunProcess.self, from: Data(bytes)),
      (try? Date(process.started, strategy: .iso8601)) != nil
    else { return nil }
    return process
  }
}
