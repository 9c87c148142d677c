import Glibc

/// A segment as it lies on the disk, unread.
struct SegmentFile {
  let folder: FeatureSetFolder
  let name: String
  let byteCount: Int
  /// Nanoseconds since 1970; the time of modification, which every use sets.
  let lastUsed: Int64

  static let suffix = ".features"

  var path: String { folder.path + "/" + name }

  /// A name of a new segment. Names sort by age, and no two writers choose the same.
  static func newName() -> String {
    func digits(_ number: UInt64) -> String {
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    let random = UInt64.random(in: .min ... .max)
    return digits(UInt64(max(0, now()))) + "-" + digits(random) + suffix
  }

  /// Nanoseconds since 1970.
  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Marks the file as used now. A cache that cannot be written is no worse to read.
  static func touch(_ path: String) {
    utimensat(AT_FDCWD, path, nil, 0)
  }
}
