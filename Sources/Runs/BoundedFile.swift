import Files
import Glibc

/// Files from strangers: read if they are what they should be and not too large.
enum BoundedFile {
  enum Problem: Error, CustomStringConvertible {
    case missing
    case notAFile
    case tooLarge(limit: Int)
    case unreadable(String)

    var description: String {
      switch self {
      case .missing: "missing"
      case .notAFile: "a link, a folder or a device, where a file is expected"
      case .tooLarge(let limit): "larger than \(limit >> 20) MiB"
      case .unreadable(let reason): reason
      }
    }
  }

  /// - Throws: ``Problem``; links are not followed.
  static func contents(of path: String, limit: Int) throws(Problem) -> [UInt8] {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw .missing }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    do {
      let file = try InputFile(path: path)
      guard file.byteCount <= limit else { throw Problem.tooLarge(limit: limit) }
      return try file.bytes(at: 0, count: file.byteCount)
    } catch let problem as Problem {
      throw problem
    } catch {
      throw .unreadable("\(error)")
    }
  }
}
