import Crypto

/// The SHA-256 of an image file's bytes: names an image whatever its path.
public struct ImageDigest: Hashable, Sendable {
  static let byteCount = 32

  // Four words and not an array: a hundred thousand of them are hashed and compared at once.
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64
  private let fourth: UInt64

  /// - Parameter contents: The whole file, as it lies on the disk.
  public init(ofFileContents contents: [UInt8]) {
    var hash = SHA256()
    hash.update(data: contents)
    // Sound: a SHA-256 is 32 bytes.
    self = hash.finalize().withUnsafeBytes { ImageDigest(reading: $0) }
  }

  /// - Returns: `nil` unless there are 32 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    // Sound: the count was just checked.
    self = bytes.withUnsafeBytes { ImageDigest(reading: $0) }
  }

  /// - Parameter bytes: At least 32, with any alignment.
  init(reading bytes: UnsafeRawBufferPointer) {
    func word(_ index: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
    }
    first = word(0)
    second = word(1)
    third = word(2)
    fourth = word(3)
  }

  /// The 32 bytes in the order of the standard.
  public var bytes: [UInt8] {
    [first, second, third, fourth].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
  }

  /// - Parameter buffer: At least 32 bytes, with any alignment.
  func write(to buffer: UnsafeMutableRawBufferPointer) {
    for (index, word) in [first, second, third, fourth].enumerated() {
      buffer.storeBytes(of: word.littleEndian, toByteOffset: index * 8, as: UInt64.self)
    }
  }
}
