import CPNG

extension Image {
  /// The picture as a PNG file: 8 bits a channel, RGB, without loss.
  /// - Throws: ``ImageError/cannotEncode(width:height:problem:)`` for a side of more than a million pixels, or
  ///   where libpng fails.
  public func png() throws(ImageError) -> [UInt8] {
    let limit =
      UInt32(exactly: width).flatMap { width in
        UInt32(exactly: height).map { graft_png_size_limit(width, $0) }
      } ?? 0
    guard limit > 0 else {
      throw .cannotEncode(
        width: width, height: height, problem: "expected at most 1000000 pixels on a side")
    }
    var message = [CChar](repeating: 0, count: Int(graft_png_message_size))
    var result = graft_png_ok
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      count = limit
      // Sound: the buffer has the room that the encoder asks for, the storage `height` rows of `width` pixels.
      result = graft_png_encode(
        storage.start, UInt32(width), UInt32(height), buffer.baseAddress, &count, &message)
    }
    guard result == graft_png_ok else {
      throw .cannotEncode(width: width, height: height, problem: Self.text(message))
    }
    return bytes
  }
}
