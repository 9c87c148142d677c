import CJPEG
import CPNG
import Files

extension Image {
  /// Reads and decodes a file.
  /// - Throws: `FileError` if it cannot be read; ``ImageError`` as
  ///   ``decode(_:path:limits:reduction:)-(UnsafeRawBufferPointer,_,_,_)`` does.
  public static func load(
    path: String, limits: DecodingLimits = DecodingLimits(),
    reduction: (ImageHeader) -> Int = { _ in 1 }
  ) throws -> Image {
    let file = try InputFile(path: path)
    guard file.byteCount <= limits.maximumFileByteCount else {
      throw ImageError.fileTooLarge(
        path: path, byteCount: file.byteCount, limit: limits.maximumFileByteCount)
    }
    return try decode(
      file.bytes(at: 0, count: file.byteCount), path: path, limits: limits, reduction: reduction)
  }

  /// Decodes a JPEG, a PNG or a still WebP, whichever the bytes are, into upright RGB.
  ///
  /// Grey becomes RGB; CMYK and YCCK (inverted, as Adobe writes them) become RGB as Pillow's
  /// `convert("RGB")` does. Of 16 bits the upper 8 are kept (Pillow clips grey at 255 instead, which
  /// turns photos white). Transparent pixels are laid over white. Colour profiles and gamma are
  /// ignored, as Pillow and torchvision do.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: Where the bytes come from, for messages.
  ///   - reduction: Asked, once the header is known, how many pixels either way become one: 1, 2, 4 or 8. libjpeg
  ///     does that while it decodes; other formats are always decoded in full.
  /// - Throws: ``ImageError/notAnImage(path:found:)``, ``ImageError/unsupportedFormat(path:format:)``,
  ///   ``ImageError/tooManyPixels(path:width:height:limits:)``, ``ImageError/outOfMemory(path:byteCount:)``, and
  ///   ``ImageError/corrupt(path:format:problem:)`` also where a lenient decoder would make pixels
  ///   up: files that end early, bad Huffman codes, wrong checksums. Superfluous bytes between the
  ///   segments of a JPEG do no harm and pass.
  public static func decode(
    _ bytes: UnsafeRawBufferPointer, path: String, limits: DecodingLimits = DecodingLimits(),
    reduction: (ImageHeader) -> Int = { _ in 1 }
  ) throws(ImageError) -> Image {
    let header = try ImageHeader.read(bytes, path: path)
    guard limits.allow(width: header.storedWidth, height: header.storedHeight) else {
      throw .tooManyPixels(
        path: path, width: header.storedWidth, height: header.storedHeight, limits: limits)
    }
    let stored =
      switch header.format {
      case .jpeg: try decodeJPEG(bytes, header, reduction: reduction(header), path: path)
      case .png: try decodePNG(bytes, header, path: path)
      case .webp: try decodeWebP(bytes, header, path: path)
      }
    return try stored.applying(header.orientation, path: path)
      .reduced(from: (header.width, header.height))
  }

  public static func decode(
    _ bytes: [UInt8], path: String, limits: DecodingLimits = DecodingLimits(),
    reduction: (ImageHeader) -> Int = { _ in 1 }
  ) throws(ImageError) -> Image {
    try bytes.withUnsafeBytes { buffer in
      Result { () throws(ImageError) in
        try decode(buffer, path: path, limits: limits, reduction: reduction)
      }
    }.get()
  }

  private static func decodeJPEG(
    _ bytes: UnsafeRawBufferPointer, _ header: ImageHeader, reduction: Int, path: String
  ) throws(ImageError) -> Image {
    precondition([1, 2, 4, 8].contains(reduction), "a JPEG is reduced by 1, 2, 4 or 8")
    let image = try Image(
      unfilledWidth: (header.storedWidth + reduction - 1) / reduction,
      height: (header.storedHeight + reduction - 1) / reduction, path: path)
    var message = [CChar](repeating: 0, count: Int(graft_jpeg_message_size))
    // Sound: the image has room for exactly the size that the decoder is told to insist on.
    let result = graft_jpeg_decode(
      bytes.baseAddress, bytes.count, image.storage.start, UInt32(header.storedWidth),
      UInt32(header.storedHeight), UInt32(reduction), &message)
    switch result {
    case graft_jpeg_ok: return image
    case graft_jpeg_out_of_memory:
      throw .outOfMemory(path: path, byteCount: image.storage.byteCount)
    default: throw .corrupt(path: path, format: .jpeg, problem: text(message))
    }
  }

  private static func decodePNG(
    _ bytes: UnsafeRawBufferPointer, _ header: ImageHeader, path: String
  ) throws(ImageError) -> Image {
    let pixelCount = header.storedWidth * header.storedHeight
    let image = try Image(
      unfilledWidth: header.storedWidth, height: header.storedHeight, path: path)
    let decoded =
      header.hasTransparency
      ? try PixelStorage(byteCount: pixelCount * 4, path: path) : image.storage
    var message = [CChar](repeating: 0, count: Int(graft_png_message_size))
    // Sound: `decoded` has 4 or 3 bytes a pixel of the size that the decoder is told to insist on.
    let result = graft_png_decode(
      bytes.baseAddress, bytes.count, decoded.start, UInt32(header.storedWidth),
      UInt32(header.storedHeight), header.hasTransparency ? 1 : 0, &message)
    switch result {
    case graft_png_ok: break
    case graft_png_out_of_memory: throw .outOfMemory(path: path, byteCount: decoded.byteCount)
    default: throw .corrupt(path: path, format: .png, problem: text(message))
    }
    if header.hasTransparency { image.fill(fromTransparent: decoded) }
    return image
  }

  /// Lays RGBA pixels over white: `(alpha · color + (255 − alpha) · 255) / 255`, rounded.
  func fill(fromTransparent source: PixelStorage) {
    // Sound: both hold `width · height` pixels, of 4 bytes there and 3 here.
    for pixel in 0..<width * height {
      let from = source.start + pixel * 4
      let to = storage.start + pixel * Self.channelCount
      let alpha = Int(from[3])
      for channel in 0..<Self.channelCount {
        to[channel] = UInt8((alpha * Int(from[channel]) + (255 - alpha) * 255 + 127) / 255)
      }
    }
  }

  static func text(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
