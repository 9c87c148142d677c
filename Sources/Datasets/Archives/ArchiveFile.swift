import Files

/// A file of an archive, read at any offset: on the disk, or in memory where it was packed.
final class ArchiveFile: Sendable {
  private enum Source {
    case disk(InputFile, offset: Int)
    case memory(ArraySlice<UInt8>)
  }

  /// For messages; of a member of a tar archive, the archive's path and the member's.
  let path: String
  let byteCount: Int
  private let source: Source

  /// Bytes of memory that it takes as long as it is there.
  var heldByteCount: Int {
    switch source {
    case .disk: 0
    case .memory: byteCount
    }
  }

  private init(path: String, byteCount: Int, source: Source) {
    self.path = path
    self.byteCount = byteCount
    self.source = source
  }

  /// - Throws: ``DatasetError/file(_:)``, ``DatasetError/archive(path:problem:)``.
  /// - Parameter isPacked: Whether it is a gzip file, which is unpacked into memory.
  init(path: String, isPacked: Bool) throws(DatasetError) {
    self.path = path
    do {
      let file = try InputFile(path: path)
      if isPacked {
        let bytes = try GzipFile.unpack(file)
        byteCount = bytes.count
        source = .memory(bytes[...])
      } else {
        byteCount = file.byteCount
        source = .disk(file, offset: 0)
      }
    } catch let error as FileError {
      throw .file(error)
    } catch let error as DatasetError {
      throw error
    } catch {
      preconditionFailure("opening throws only what is caught above: \(error)")
    }
  }

  /// - Throws: `FileError.unexpectedEnd` for bytes that are not there.
  func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= byteCount, count <= byteCount - offset else {
      throw .unexpectedEnd(
        path: path, offset: offset, expected: count, found: max(0, byteCount - max(0, offset)))
    }
    switch source {
    case .disk(let file, let start): return try file.bytes(at: start + offset, count: count)
    case .memory(let bytes):
      let first = bytes.startIndex + offset
      return Array(bytes[first..<first + count])
    }
  }

  /// A part of it as a file of its own.
  /// - Parameter range: Inside of the file, which the caller has checked.
  func member(_ name: String, _ range: Range<Int>) -> ArchiveFile {
    precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "a part of the file")
    let part: Source =
      switch source {
      case .disk(let file, let start): .disk(file, offset: start + range.lowerBound)
      case .memory(let bytes):
        .memory(bytes[bytes.startIndex + range.lowerBound..<bytes.startIndex + range.upperBound])
      }
    return ArchiveFile(path: path + "/" + name, byteCount: range.count, source: part)
  }

  /// - Throws: ``DatasetError/file(_:)``.
  func read(at offset: Int, count: Int) throws(DatasetError) -> [UInt8] {
    do throws(FileError) { return try bytes(at: offset, count: count) } catch { throw .file(error) }
  }

  func broken(_ problem: String) -> DatasetError { .archive(path: path, problem: problem) }
}
