import Glibc

/// A file that a test looks at and changes byte by byte.
enum FeatureCacheFile {
  static func read(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    return Glibc.read(descriptor, &bytes, bytes.count) == bytes.count ? bytes : []
  }

  static func write(_ bytes: [UInt8], to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    defer { close(descriptor) }
    return Glibc.write(descriptor, bytes, bytes.count) == bytes.count
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Sets the time of last use, in seconds before now.
  static func age(_ path: String, seconds: Int) -> Bool {
    let time = timespec(tv_sec: time(nil) - seconds, tv_nsec: 0)
    return utimensat(AT_FDCWD, path, [time, time], 0) == 0
  }

  /// Seconds since the file was last used.
  static func age(of path: String) -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { return -1 }
    return time(nil) - status.st_mtim.tv_sec
  }
}
