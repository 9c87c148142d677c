import Glibc

/// What the status of a folder says of its entries: as long as it stays the same, none was added, removed or renamed.
struct FolderStamp: Hashable {
  let device: UInt64
  let inode: UInt64
  /// Nanoseconds since 1970.
  let modified: Int64
  let changed: Int64

  init(device: UInt64, inode: UInt64, modified: Int64, changed: Int64) {
    self.device = device
    self.inode = inode
    self.modified = modified
    self.changed = changed
  }

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    modified = Self.nanoseconds(status.st_mtim)
    changed = Self.nanoseconds(status.st_ctim)
  }

  /// - Returns: `nil` if there is no folder.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    self.init(status)
  }

  /// Whether the folder had been left alone for so long that a further change would show: clocks of file systems
  /// are coarse.
  var isSettled: Bool {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return max(modified, changed) < Self.nanoseconds(now) - 2_000_000_000
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
