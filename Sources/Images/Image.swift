import Glibc

/// A picture in memory: 8 bits a channel, red, green and blue in turn, row by row without gaps.
///
/// What was decoded from a file stands upright: its EXIF orientation has been applied.
public struct Image: Sendable {
  public let width: Int
  public let height: Int
  /// Of the picture in its file, where it was reduced while it was decoded; else the image's own.
  let fullWidth: Int
  let fullHeight: Int
  let storage: PixelStorage

  static let channelCount = 3

  /// Memory for an image whose pixels the caller writes before anyone reads them.
  init(unfilledWidth width: Int, height: Int, path: String?) throws(ImageError) {
    precondition(width > 0 && height > 0, "an image has at least one pixel")
    self.width = width
    self.height = height
    (fullWidth, fullHeight) = (width, height)
    storage = try PixelStorage(byteCount: width * height * Self.channelCount, path: path)
  }

  /// - Parameter pixels: `[height, width, 3]`, interleaved RGB.
  /// - Throws: ``ImageError/outOfMemory(path:byteCount:)``.
  public init(width: Int, height: Int, pixels: [UInt8]) throws(ImageError) {
    precondition(
      pixels.count == width * height * Self.channelCount,
      "\(width) × \(height) pixels are \(width * height * Self.channelCount) bytes, not \(pixels.count)"
    )
    try self.init(unfilledWidth: width, height: height, path: nil)
    pixels.withUnsafeBytes { bytes in
      // Sound: the counts were just compared, and an image has at least one pixel.
      if let source = bytes.baseAddress { memcpy(storage.start, source, bytes.count) }
    }
  }

  /// The same pixels, as those of a larger picture.
  func reduced(from full: (width: Int, height: Int)) -> Image {
    Image(width: width, height: height, full: full, storage: storage)
  }

  private init(width: Int, height: Int, full: (width: Int, height: Int), storage: PixelStorage) {
    self.width = width
    self.height = height
    (fullWidth, fullHeight) = full
    self.storage = storage
  }

  /// The bytes, `[height, width, 3]`, valid inside `body` only.
  public func withPixels<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result {
    // Sound: the storage outlives the call and nobody writes to a finished image.
    try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(start: storage.start, count: storage.byteCount))
    }
  }

  /// A copy of the bytes, `[height, width, 3]`.
  public var pixels: [UInt8] { withPixels { Array($0) } }
}

extension Image: Equatable {
  public static func == (left: Image, right: Image) -> Bool {
    left.width == right.width && left.height == right.height
      && memcmp(left.storage.start, right.storage.start, left.storage.byteCount) == 0
  }
}
