import CWebP

extension Image {
  /// Colours are interpolated between the chroma samples, as libwebp does unless told otherwise.
  static func decodeWebP(
    _ bytes: UnsafeRawBufferPointer, _ header: ImageHeader, path: String
  ) throws(ImageError) -> Image {
    let channels = header.hasTransparency ? 4 : channelCount
    let image = try Image(
      unfilledWidth: header.storedWidth, height: header.storedHeight, path: path)
    let decoded =
      header.hasTransparency
      ? try PixelStorage(
        byteCount: header.storedWidth * header.storedHeight * channels, path: path)
      : image.storage
    let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    var config = WebPDecoderConfig()
    guard WebPInitDecoderConfig(&config) != 0 else {
      throw .corrupt(path: path, format: .webp, problem: "libwebp is of another version")
    }
    let status = WebPGetFeatures(start, bytes.count, &config.input)
    guard status == VP8_STATUS_OK else {
      throw failure(status, path: path, byteCount: decoded.byteCount)
    }
    guard Int(config.input.width) == header.storedWidth,
      Int(config.input.height) == header.storedHeight, config.input.has_animation == 0
    else {
      throw .corrupt(path: path, format: .webp, problem: "the header and its chunks disagree")
    }
    config.output.colorspace = header.hasTransparency ? MODE_RGBA : MODE_RGB
    config.output.is_external_memory = 1
    // Sound: `decoded` has as many bytes as are named here, and libwebp refuses a picture that needs more.
    config.output.u.RGBA = WebPRGBABuffer(
      rgba: decoded.start, stride: Int32(header.storedWidth * channels), size: decoded.byteCount)
    let outcome = WebPDecode(start, bytes.count, &config)
    guard outcome == VP8_STATUS_OK else {
      throw failure(outcome, path: path, byteCount: decoded.byteCount)
    }
    if header.hasTransparency { image.fill(fromTransparent: decoded) }
    return image
  }

  private static func failure(
    _ status: VP8StatusCode, path: String, byteCount: Int
  ) -> ImageError {
    switch status {
    case VP8_STATUS_OUT_OF_MEMORY: .outOfMemory(path: path, byteCount: byteCount)
    case VP8_STATUS_SUSPENDED, VP8_STATUS_NOT_ENOUGH_DATA:
      .corrupt(path: path, format: .webp, problem: "the picture ends early")
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      .corrupt(path: path, format: .webp, problem: "it asks for what no still WebP has")
    default: .corrupt(path: path, format: .webp, problem: "libwebp cannot read its bits")
    }
  }
}
