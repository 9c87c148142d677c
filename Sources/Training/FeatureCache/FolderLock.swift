import Files
import Glibc

/// A lock on a folder that other processes see, and that ends with its holder.
///
/// Where the file system has no locks nobody can hold one, and asking succeeds: a segment that
/// vanishes under its reader only counts as missing.
final class FolderLock: Sendable {
  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Waits while someone is alone with the folder, which takes as long as removing some files.
  static func shared(_ folder: String) throws(FileError) -> FolderLock {
    let lock = try FolderLock(opening: folder)
    while flock(lock.descriptor, LOCK_SH) != 0 && errno == EINTR {}
    return lock
  }

  /// `nil` if somebody holds the folder or it is not there.
  static func exclusive(_ folder: String) -> FolderLock? {
    guard let lock = try? FolderLock(opening: folder) else { return nil }
    if flock(lock.descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK { return nil }
    return lock.names(folder) ? lock : nil
  }

  /// Whether the folder at this path is the locked one, and no successor of it.
  func names(_ folder: String) -> Bool {
    var held = stat()
    var found = stat()
    return fstat(descriptor, &held) == 0 && stat(folder, &found) == 0
      && held.st_ino == found.st_ino && held.st_dev == found.st_dev
  }

  private convenience init(opening folder: String) throws(FileError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .missing(path: folder) : .cannotRead(path: folder, code: errno)
    }
    self.init(descriptor: descriptor)
  }
}
