import Glibc

/// A regular file open for reading at any offset.
///
/// Reads copy. A mapping would be faster, but a file cut by another process while mapped kills the
/// reader with a signal; here it is an error.
public final class InputFile: Sendable {
  public let path: String
  public let byteCount: Int
  private let descriptor: Int32

  /// - Throws: ``FileError/missing(path:)``, ``FileError/cannotRead(path:code:)``, the latter also for
  ///   what is no regular file (a folder, a pipe, a device).
  public init(path: String) throws(FileError) {
    // O_NONBLOCK: opening a named pipe must not wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .reading(path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      let code = status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL
      close(descriptor)
      throw .cannotRead(path: path, code: code)
    }
    self.path = path
    self.descriptor = descriptor
    byteCount = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills `buffer` from `offset` on.
  /// - Throws: ``FileError/unexpectedEnd(path:offset:expected:found:)`` if the file ends before.
  public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .reading(path) }
      guard count > 0 else {
        throw .unexpectedEnd(path: path, offset: offset, expected: buffer.count, found: done)
      }
      done += count
    }
  }

  /// - Throws: ``FileError/unexpectedEnd(path:offset:expected:found:)``, before any memory is taken, if
  ///   the file holds fewer than `count` bytes from `offset` on.
  public func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= byteCount, count <= byteCount - offset else {
      throw .unexpectedEnd(
        path: path, offset: offset, expected: count, found: max(0, byteCount - max(0, offset)))
    }
    var result = [UInt8](repeating: 0, count: count)
    var failure: FileError?
    result.withUnsafeMutableBytes { buffer in
      do throws(FileError) { try read(into: buffer, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
    return result
  }

  /// The whole file.
  public static func contents(of path: String) throws(FileError) -> [UInt8] {
    let file = try InputFile(path: path)
    return try file.bytes(at: 0, count: file.byteCount)
  }
}
