import Crypto
import Files

/// The SHA-256 that a file should have, or its first digits where no more is published.
public struct ExpectedHash: Hashable, Sendable {
  /// 8 to 64 hexadecimal digits in lower case.
  public let digits: String

  /// - Returns: `nil` for fewer than 8 or more than 64 digits, or anything else among them.
  public init?(digits: String) {
    let digits = digits.lowercased()
    guard (8...64).contains(digits.utf8.count),
      digits.utf8.allSatisfy({
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      })
    else { return nil }
    self.digits = digits
  }

  public var isComplete: Bool { digits.utf8.count == 64 }

  /// - Parameter found: A whole SHA-256 in hexadecimal digits.
  public func matches(_ found: String) -> Bool {
    found.utf8.count == 64 && found.hasPrefix(digits)
  }

  /// The SHA-256 of a file, read piece by piece.
  /// - Throws: `FileError`
  public static func sha256(ofFile path: String) throws(FileError) -> String {
    let file = try InputFile(path: path)
    let pieceByteCount = 1 << 20
    var hash = SHA256()
    var offset = 0
    while offset < file.byteCount {
      let count = min(pieceByteCount, file.byteCount - offset)
      hash.update(data: try file.bytes(at: offset, count: count))
      offset += count
    }
    return hexadecimal(hash.finalize())
  }

  public static func sha256(of bytes: UnsafeRawBufferPointer) -> String {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    return hexadecimal(hash.finalize())
  }

  private static func hexadecimal(_ digest: SHA256Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

extension ExpectedHash: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let hash = ExpectedHash(digits: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a SHA-256 is 8 to 64 hexadecimal digits")
    }
    self = hash
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(digits)
  }
}
