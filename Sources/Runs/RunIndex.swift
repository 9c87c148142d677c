import Foundation
import Glibc

/// The database of a runs folder, opened for one use after the other. The folders are the truth: where the
/// database cannot be used that is said, and nothing else is lost; where it is damaged it is set aside and begun
/// anew.
struct RunIndex: Sendable {
  static let name = "graft-runs.sqlite"
  static let damagedName = "graft-runs.damaged.sqlite"

  let folder: String
  let warn: @Sendable (String) -> Void

  private var path: String { folder + "/" + Self.name }

  /// - Returns: What `body` gives; `nil`, with a warning, where the database cannot be used.
  func use<Result>(_ body: (RunDatabase) throws -> Result) -> Result? {
    var damaged: ino_t?
    do {
      for _ in 0..<2 {
        let database = try open(settingAside: damaged)
        do { return try body(database) } catch  where RunDatabase.isDamage(error) {
          damaged = database.file
        }
      }
      warn("\(path): still damaged after it was made anew; the run folders were read instead")
    } catch RunDatabase.Problem.foreign {
      warn(
        "\(path): belongs to another program, and is left alone; the run folders are read instead")
    } catch {
      warn("\(path): cannot be used (\(error)); the run folders are read instead")
    }
    return nil
  }

  /// Puts the database aside, so that the next use begins a new one.
  func setAside() throws {
    try alone { try setAsideFile() }
  }

  /// - Parameter damaged: The file that turned out to be damaged; another may have taken its place since.
  private func open(settingAside damaged: ino_t?) throws -> RunDatabase {
    try alone {
      var status = stat()
      let isThere = lstat(path, &status) == 0
      if isThere, status.st_mode & S_IFMT != S_IFREG {
        throw RunStoreError.notARun(path: path, problem: "no file")
      }
      if isThere, status.st_ino == damaged { try discard() }
      do { return try RunDatabase(path: path) } catch  where RunDatabase.isDamage(error) {
        try discard()
        return try RunDatabase(path: path)
      }
    }
  }

  private func discard() throws {
    try setAsideFile()
    warn("\(path): damaged; kept as \(Self.damagedName), and made anew from the run folders")
  }

  private func setAsideFile() throws {
    for suffix in ["-wal", "-shm", "-journal"] { unlink(path + suffix) }
    guard rename(path, folder + "/" + Self.damagedName) == 0 || errno == ENOENT else {
      throw RunStoreError.cannotDelete(path: path, reason: String(cString: strerror(errno)))
    }
  }

  /// One process after the other: two that make, or replace, the same database would be in each other's way.
  /// Who holds the folder for longer than two seconds does something else with it, and is not waited for.
  private func alone<Result>(_ body: () throws -> Result) throws -> Result {
    let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    for _ in 0..<200 where descriptor >= 0 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { break }
      guard errno == EWOULDBLOCK || errno == EINTR else { break }
      usleep(10_000)
    }
    return try body()
  }
}
