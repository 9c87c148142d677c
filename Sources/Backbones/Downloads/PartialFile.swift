import Files
import Foundation
import Glibc

/// `DESTINATION.partial`: the start of a file that is being downloaded, and beside it, in
/// `DESTINATION.partial.version`, what tells that version of the file from others.
///
/// Locked while open, so that two processes do not write the same one.
///
/// `@unchecked Sendable`: a transfer and the task that started it use it in turn, never at once;
/// the count that both read is written before the one hands over to the other.
final class PartialFile: @unchecked Sendable {
  let path: String
  private let destination: String
  private var descriptor: Int32
  private(set) var byteCount: Int
  private(set) var validator: String?

  private var validatorPath: String { path + ".version" }

  /// - Throws: ``BackboneError/downloadUnderWay(path:)`` or `FileError`.
  init(destination: String) throws {
    self.destination = destination
    path = destination + ".partial"
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError.cannotWrite(path: path, code: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      Glibc.close(descriptor)
      throw BackboneError.downloadUnderWay(path: destination)
    }
    self.descriptor = descriptor
    byteCount = max(0, Int(lseek(descriptor, 0, SEEK_END)))
    validator = (try? InputFile.contents(of: path + ".version"))
      .map { String(decoding: $0, as: UTF8.self) }
      .flatMap { $0.isEmpty || $0.utf8.count > 1024 || $0.contains("\n") ? nil : $0 }
  }

  deinit { close() }

  /// Lets go of the lock. The session that wrote may hold this object for a while yet.
  func close() {
    guard descriptor >= 0 else { return }
    Glibc.close(descriptor)
    descriptor = -1
  }

  /// Forgets what was received.
  /// - Parameter validator: Of the version that comes now.
  func restart(validator: String?) throws {
    if byteCount > 0 {
      guard ftruncate(descriptor, 0) == 0 else {
        throw FileError.cannotWrite(path: path, code: errno)
      }
      byteCount = 0
    }
    self.validator = validator
    if let validator {
      try AtomicFile.write(validator, to: validatorPath)
    } else {
      unlink(validatorPath)
    }
  }

  func append(_ data: Data) throws {
    for region in data.regions {
      try region.withUnsafeBytes { bytes in
        var done = 0
        while done < bytes.count {
          let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
          let count = write(descriptor, rest.baseAddress, rest.count)
          if count < 0 && errno == EINTR { continue }
          guard count >= 0 else { throw FileError.cannotWrite(path: destination, code: errno) }
          done += count
        }
      }
      byteCount += region.count
    }
  }

  func flush() throws {
    guard fsync(descriptor) == 0 else {
      throw FileError.cannotWrite(path: destination, code: errno)
    }
  }

  func discard() {
    unlink(path)
    unlink(validatorPath)
  }

  func moveIntoPlace() throws {
    guard rename(path, destination) == 0 else {
      throw FileError.cannotWrite(path: destination, code: errno)
    }
    unlink(validatorPath)
  }
}
