import Files

/// The regular files in a tar archive.
///
/// Only their names and places are read and nothing is unpacked to the disk: a name that leads out of the folder
/// can do no harm.
/// - Source: POSIX.1-2017, pax, "ustar Interchange Format".
struct TarDirectory {
  private static let blockByteCount = 512
  /// More would be no archive of ten files.
  static let maximumMemberCount = 10_000

  /// By the last component of their names, the first of each.
  private(set) var members: [String: ArchiveFile] = [:]

  /// - Throws: ``DatasetError/archive(path:problem:)``, ``DatasetError/file(_:)``.
  init(_ file: ArchiveFile) throws(DatasetError) {
    var offset = 0
    var count = 0
    while offset <= file.byteCount - Self.blockByteCount {
      let header = try file.read(at: offset, count: Self.blockByteCount)
      // Two blocks of zeros end an archive; one is enough to know.
      if header.allSatisfy({ $0 == 0 }) { return }
      guard Self.checksum(of: header) == Self.number(header[148..<156]),
        let byteCount = Self.number(header[124..<136])
      else { throw file.broken("expected a tar header at offset \(offset), found other bytes") }
      offset += Self.blockByteCount
      guard byteCount <= file.byteCount - offset else {
        throw file.broken(
          "a member claims \(byteCount) bytes at offset \(offset), the archive has "
            + "\(file.byteCount - offset)")
      }
      count += 1
      guard count <= Self.maximumMemberCount else {
        throw file.broken("expected at most \(Self.maximumMemberCount) members, found more")
      }
      // `0` and NUL say a regular file; links, folders and pax's remarks are passed over.
      if header[156] == UInt8(ascii: "0") || header[156] == 0,
        let path = String(validating: header[..<100].prefix { $0 != 0 }, as: UTF8.self)
      {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if members[name] == nil {
          members[name] = file.member(path, offset..<offset + byteCount)
        }
      }
      offset += (byteCount + Self.blockByteCount - 1) / Self.blockByteCount * Self.blockByteCount
    }
    throw file.broken("the tar archive ends early")
  }

  /// The sum of the header's bytes, its own field taken for spaces.
  private static func checksum(of header: [UInt8]) -> Int {
    header.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 32 : Int(header[$1])) }
  }

  /// Octal digits between spaces, ended by a space or NUL.
  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.drop { $0 == 32 }.prefix { $0 != 0 && $0 != 32 }
    guard !digits.isEmpty else { return nil }
    return Int(String(decoding: digits, as: UTF8.self), radix: 8).flatMap { $0 >= 0 ? $0 : nil }
  }
}
