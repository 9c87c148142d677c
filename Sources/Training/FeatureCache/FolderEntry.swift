import Files
import Glibc

/// A file or folder inside a folder, as the file system describes it. Links are what they are: not
/// followed.
struct FolderEntry {
  enum Kind { case file, folder, other }

  let name: String
  let kind: Kind
  let byteCount: Int
  /// Nanoseconds since 1970.
  let modified: Int64

  /// What lies in the folder, in the order of names. Nothing if there is no folder.
  static func entries(of folder: String) throws(FileError) -> [FolderEntry] {
    guard let stream = opendir(folder) else {
      if errno == ENOENT { return [] }
      throw .cannotRead(path: folder, code: errno)
    }
    defer { closedir(stream) }
    var entries: [FolderEntry] = []
    while true {
      errno = 0
      guard let found = readdir(stream) else {
        guard errno == 0 else { throw .cannotRead(path: folder, code: errno) }
        return entries.sorted { $0.name < $1.name }
      }
      let capacity = Int(found.pointee.d_reclen)
      // Sound: `d_name` ends in a zero byte inside the record.
      let name = withUnsafePointer(to: &found.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: capacity) { String(cString: $0) }
      }
      if name != ".", name != "..", let entry = FolderEntry(name: name, in: folder) {
        entries.append(entry)
      }
    }
  }

  /// `nil` if it went away meanwhile.
  private init?(name: String, in folder: String) {
    var status = stat()
    guard lstat(folder + "/" + name, &status) == 0 else { return nil }
    self.name = name
    byteCount = Int(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
  }
}
