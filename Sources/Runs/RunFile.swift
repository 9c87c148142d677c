import Crypto
import Files
import Foundation

/// A file that a run left in its folder.
public struct RunFile: Sendable, Equatable {
  /// Relative to the run's folder.
  public let path: String
  public let byteCount: Int
  /// Nanoseconds since 1970.
  let modified: Int
  /// Hexadecimal; `nil` while it has not been computed.
  public var sha256: String?

  /// Whether it is, by all that its folder says, the file that `other` was.
  func isUnchanged(from other: RunFile) -> Bool {
    path == other.path && byteCount == other.byteCount && modified == other.modified
  }

  /// No run leaves a larger one; a stranger's may be all holes, and take a day to read.
  private static let hashedByteLimit = 16 << 30

  /// With its SHA-256, computed if it is not known; without if it is too large or cannot be read.
  func hashed(in folder: String) -> RunFile {
    guard sha256 == nil, byteCount <= Self.hashedByteLimit else { return self }
    var hashed = self
    hashed.sha256 = try? Self.sha256(of: folder + "/" + path)
    return hashed
  }

  private static func sha256(of path: String) throws(FileError) -> String {
    let file = try InputFile(path: path)
    var hash = SHA256()
    var offset = 0
    while offset < file.byteCount {
      let chunk = try file.bytes(at: offset, count: min(1 << 20, file.byteCount - offset))
      hash.update(data: chunk)
      offset += chunk.count
    }
    return hexadecimal(hash.finalize())
  }

  static func hexadecimal(_ digest: SHA256.Digest) -> String {
    digest.map { String(UInt16($0) | 0x100, radix: 16).dropFirst() }.joined()
  }
}
