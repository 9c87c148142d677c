import Files
import Glibc

/// Pictures without labels: files as they are named, folders searched at any depth.
public struct ImageSearch: Sendable, Equatable {
  /// In the order of what was named; those of one folder in byte order. A file that is named itself
  /// is among them whatever its name ends in: there the reader of the image decides.
  public let paths: [String]
  /// Images in folders whose formats Graft does not read; see ``DatasetScan/unsupportedFiles``.
  public let unsupportedFiles: [String]

  /// - Throws: ``DatasetError/file(_:)`` for what is not there or cannot be listed.
  public init(in names: [String]) throws(DatasetError) {
    var paths: [String] = []
    var unsupported: [String] = []
    for name in names {
      var status = stat()
      guard stat(name, &status) == 0 else {
        let isMissing = errno == ENOENT || errno == ENOTDIR
        throw .file(isMissing ? .missing(path: name) : .cannotRead(path: name, code: errno))
      }
      guard status.st_mode & S_IFMT == S_IFDIR else {
        paths.append(name)
        continue
      }
      for folder in try FileTree(root: name).folders {
        for file in folder.files.sorted(by: ByteOrder.precedes) {
          let path = RelativePath.join(name, RelativePath.join(folder.relativePath, file))
          switch ImageFileType(name: file) {
          case .supported: paths.append(path)
          case .unsupported: unsupported.append(path)
          case .other: break
          }
        }
      }
    }
    self.paths = paths
    unsupportedFiles = unsupported
  }
}
