import Crypto
import Foundation
import Glibc

/// The files of a run's folder, as its folder lists them: nothing is opened, and no link is followed.
struct RunFolderFiles {
  /// A run has some dozens; a quarantine may have thousands.
  static let limit = 10_000
  private static let depthLimit = 8

  /// By path.
  private(set) var files: [RunFile] = []
  /// Whether there are more than are listed.
  private(set) var isCut = false

  init(of folder: String) {
    walk(folder, prefix: "", depth: 0)
    files.sort { $0.path < $1.path }
  }

  private mutating func walk(_ folder: String, prefix: String, depth: Int) {
    guard depth < Self.depthLimit else {
      isCut = true
      return
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names.sorted() {
      guard files.count < Self.limit else {
        isCut = true
        return
      }
      var status = stat()
      guard lstat(folder + "/" + name, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFREG:
        files.append(
          RunFile(
            path: prefix + name, byteCount: Int(status.st_size),
            modified: status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec))
      case S_IFDIR:
        walk(folder + "/" + name, prefix: prefix + name + "/", depth: depth + 1)
      default:
        continue
      }
    }
  }

  func has(_ path: String) -> Bool { files.contains { $0.path == path } }

  /// Of all together, up to where a sum of many would overflow: files with holes may be of any size.
  var byteCount: Int { files.reduce(0) { min($0 + min($1.byteCount, 1 << 53), 1 << 53) } }

  /// Differs whenever a file came, went, or was written.
  var stamp: String {
    var hash = SHA256()
    for file in files {
      hash.update(data: Data("\(file.path)\u{0}\(file.byteCount)\u{0}\(file.modified)\n".utf8))
    }
    return RunFile.hexadecimal(hash.finalize())
  }
}
