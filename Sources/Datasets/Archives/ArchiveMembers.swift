import Files
import Glibc

/// The files that a data set of archives may consist of, by name: in a folder, plain or gzipped, or in a tar.
struct ArchiveMembers {
  private enum Place {
    case folder(String)
    case tar([String: ArchiveFile])
  }

  /// The folder's or the tar's.
  let path: String
  private let place: Place

  init(folder path: String) {
    self.path = path
    place = .folder(path)
  }

  /// - Throws: ``DatasetError/archive(path:problem:)``, ``DatasetError/file(_:)``.
  init(tar path: String) throws(DatasetError) {
    self.path = path
    let name = path.lowercased()
    place = .tar(
      try TarDirectory(
        ArchiveFile(path: path, isPacked: name.hasSuffix("gz"))
      ).members)
  }

  /// Whether a file's name says that it is a tar archive.
  static func isTar(_ path: String) -> Bool {
    [".tar", ".tar.gz", ".tgz"].contains { path.lowercased().hasSuffix($0) }
  }

  /// Whether a file's name says that it is one of several that make an archive.
  static func isMember(_ path: String) -> Bool {
    ["-ubyte", ".bin", ".gz"].contains { path.lowercased().hasSuffix($0) }
  }

  /// Whether a file of this name is there, packed or not.
  func has(_ name: String) -> Bool {
    switch place {
    case .folder: packing(of: name) != nil
    case .tar(let members): members[name] != nil
    }
  }

  /// - Returns: `nil` if there is no file of this name.
  /// - Throws: ``DatasetError/archive(path:problem:)``, ``DatasetError/file(_:)``.
  func file(_ name: String) throws(DatasetError) -> ArchiveFile? {
    switch place {
    case .tar(let members): return members[name]
    case .folder(let folder):
      guard let packing = packing(of: name) else { return nil }
      return try ArchiveFile(
        path: RelativePath.join(folder, name + packing), isPacked: !packing.isEmpty)
    }
  }

  /// `""` or `.gz`; the plain file where both are there, as after `gunzip --keep`.
  private func packing(of name: String) -> String? {
    guard case .folder(let folder) = place else { return nil }
    return ["", ".gz"].first { ending in
      var status = stat()
      return stat(RelativePath.join(folder, name + ending), &status) == 0
        && status.st_mode & S_IFMT == S_IFREG
    }
  }
}
