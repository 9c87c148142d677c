import Files
import Glibc

/// What one folder holds, read in one pass and without a look at each file.
struct FolderListing: Equatable {
  /// Which folder it is, whatever path led there.
  struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  let stamp: FolderStamp
  /// Names of files, also of links to files and of broken links: opening those says what is wrong.
  private(set) var files: [String] = []
  private(set) var folders: [String] = []
  private(set) var linkedFolders: [String] = []
  /// Hidden files and folders, pipes, sockets, devices.
  private(set) var ignoredCount = 0
  /// Whether what it says of its entries depends on nothing outside: where links lead does.
  private var isSelfContained = true

  var identity: Identity { Identity(device: stamp.device, inode: stamp.inode) }

  /// Whether its stamp alone will say if it still holds.
  var canBeKept: Bool { isSelfContained && stamp.isSettled }

  /// What was kept of a folder without links.
  init(stamp: FolderStamp, files: [String], folders: [String], ignoredCount: Int) {
    self.stamp = stamp
    self.files = files
    self.folders = folders
    self.ignoredCount = ignoredCount
  }

  /// - Throws: ``DatasetError/file(_:)``; ``DatasetError/nameNotUTF8(folder:name:)`` for a name that
  ///   no path could be made from.
  init(path: String) throws(DatasetError) {
    guard let stream = opendir(path) else { throw Self.failure(path, code: errno) }
    defer { closedir(stream) }
    var status = stat()
    guard fstat(dirfd(stream), &status) == 0 else { throw Self.failure(path, code: errno) }
    stamp = FolderStamp(status)
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let type = Int(entry.pointee.d_type)
      let name = try Self.name(of: entry, in: path)
      guard name != ".", name != ".." else { continue }
      if type == Int(DT_LNK) || type == Int(DT_UNKNOWN) { isSelfContained = false }
      add(name, kind: Self.kind(type: type, path: path + "/" + name))
    }
    guard errno == 0 else { throw Self.failure(path, code: errno) }
  }

  private enum Kind { case file, folder, linkedFolder, other }

  private mutating func add(_ name: String, kind: Kind) {
    if name.hasPrefix(".") || kind == .other {
      ignoredCount += 1
      return
    }
    switch kind {
    case .file: files.append(name)
    case .folder: folders.append(name)
    case .linkedFolder, .other: linkedFolders.append(name)
    }
  }

  /// The type that the folder itself stores spares a look at each file; links, and file systems that
  /// store none, need one.
  private static func kind(type: Int, path: String) -> Kind {
    switch type {
    case Int(DT_REG): return .file
    case Int(DT_DIR): return .folder
    case Int(DT_LNK), Int(DT_UNKNOWN): break
    default: return .other
    }
    var status = stat()
    guard lstat(path, &status) == 0 else { return .file }
    let isLink = status.st_mode & S_IFMT == S_IFLNK
    if isLink, stat(path, &status) != 0 { return .file }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return isLink ? .linkedFolder : .folder
    default: return .other
    }
  }

  private static func name(
    of entry: UnsafeMutablePointer<dirent>, in path: String
  ) throws(DatasetError) -> String {
    // Sound: readdir ends every name with a NUL inside the record. The record may be shorter than
    // the Swift type, so it is read in place and never copied whole.
    let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
    let bytes = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
    guard let name = String(validatingCString: bytes) else {
      throw .nameNotUTF8(folder: path, name: String(cString: bytes))
    }
    return name
  }

  private static func failure(_ path: String, code: Int32) -> DatasetError {
    .file(code == ENOENT ? .missing(path: path) : .cannotRead(path: path, code: code))
  }
}
