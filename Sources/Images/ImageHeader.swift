/// What an image says about itself before its pixels: cheap to read, and enough to refuse it.
public struct ImageHeader: Hashable, Sendable {
  public let format: ImageFormat
  /// Of the stored pixels, before ``orientation`` is applied.
  public let storedWidth: Int
  public let storedHeight: Int
  public let orientation: Orientation
  /// Whether pixels can be transparent (PNG and WebP only).
  let hasTransparency: Bool

  /// Of the upright picture, as ``Image`` will have it.
  public var width: Int { orientation.swapsSides ? storedHeight : storedWidth }
  public var height: Int { orientation.swapsSides ? storedWidth : storedHeight }

  /// - Parameters:
  ///   - bytes: The whole file. An orientation may stand at its end.
  ///   - path: Where the bytes come from, for messages.
  /// - Throws: ``ImageError/notAnImage(path:found:)``, ``ImageError/unsupportedFormat(path:format:)``,
  ///   ``ImageError/corrupt(path:format:problem:)``.
  public static func read(
    _ bytes: UnsafeRawBufferPointer, path: String
  ) throws(ImageError) -> ImageHeader {
    let bytes = BoundedBytes(bytes)
    return switch FileSignature(bytes) {
    case .decodable(.jpeg): try ImageHeader(jpeg: bytes, path: path)
    case .decodable(.png): try ImageHeader(png: bytes, path: path)
    case .decodable(.webp): try ImageHeader(webp: bytes, path: path)
    case .foreign(let name): throw .unsupportedFormat(path: path, format: name)
    case .unknown(let found): throw .notAnImage(path: path, found: found)
    }
  }

  public static func read(_ bytes: [UInt8], path: String) throws(ImageError) -> ImageHeader {
    try bytes.withUnsafeBytes { buffer in
      Result { () throws(ImageError) in try read(buffer, path: path) }
    }.get()
  }
}
