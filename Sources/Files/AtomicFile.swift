import Glibc

/// A file that appears whole or not at all.
///
/// Bytes go to a temporary file in the same folder; ``commit()`` flushes it to the disk, renames it
/// over the final name and flushes the folder. An `AtomicFile` that is dropped without a commit
/// removes its temporary file.
public final class AtomicFile {
  public let path: String
  private let temporaryPath: String
  private var descriptor: Int32
  private var pending: [UInt8] = []

  private static let bufferByteCount = 1 << 20

  /// Between the final name and the letters that make a temporary name unique: nobody else calls files so.
  private static let mark = ".graft-"
  /// What `mkstemp` replaces.
  private static let placeholder = "XXXXXX"

  /// - Throws: ``FileError/cannotWrite(path:code:)`` if the folder does not exist or cannot be written.
  public init(path: String) throws(FileError) {
    self.path = path
    var template = Array((path + Self.mark + Self.placeholder).utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, code: errno) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    temporaryPath = String(
      decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    // mkstemp makes files private to the user; results are as readable as any other new file.
    let mask = umask(0)
    umask(mask)
    fchmod(descriptor, 0o666 & ~mask)
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporaryPath)
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    if pending.count + bytes.count > Self.bufferByteCount { try flush() }
    if bytes.count >= Self.bufferByteCount {
      try writeThrough(bytes)
    } else {
      pending.append(contentsOf: bytes)
    }
  }

  public func write(_ bytes: [UInt8]) throws(FileError) {
    var failure: FileError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try write(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  public func write(_ text: String) throws(FileError) {
    try write(Array(text.utf8))
  }

  /// Makes what was written durable and visible under ``path``.
  public func commit() throws(FileError) {
    try flush()
    guard fsync(descriptor) == 0 else { throw .cannotWrite(path: path, code: errno) }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0, rename(temporaryPath, path) == 0 else {
      let code = errno
      unlink(temporaryPath)
      throw .cannotWrite(path: path, code: code)
    }
    Self.flushFolder(of: path)
  }

  /// Whether a file is called as a temporary file for `name` is: a process left it that was killed while writing,
  /// unless one is writing it now.
  public static func isTemporary(_ candidate: String, of name: String) -> Bool {
    guard candidate.hasPrefix(name + mark) else { return false }
    let letters = candidate.utf8.dropFirst((name + mark).utf8.count)
    return letters.count == placeholder.utf8.count
      && letters.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
          || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      }
  }

  /// Writes `bytes` to `path`, whole or not at all.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
  }

  /// Writes `text` to `path`, whole or not at all.
  public static func write(_ text: String, to path: String) throws(FileError) {
    let file = try AtomicFile(path: path)
    try file.write(text)
    try file.commit()
  }

  private func flush() throws(FileError) {
    guard !pending.isEmpty else { return }
    let bytes = pending
    pending.removeAll(keepingCapacity: true)
    var failure: FileError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try writeThrough(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .cannotWrite(path: path, code: errno) }
      done += count
    }
  }

  private static func flushFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    // Not every file system flushes folders; the file itself is whole either way.
    fsync(descriptor)
    close(descriptor)
  }
}
