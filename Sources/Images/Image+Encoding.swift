import CJPEG
import CPNG
import Glibc

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

  /// The picture as a baseline JPEG, colours at half resolution.
  /// - Parameter quality: 1 to 100.
  /// - Throws: ``ImageError/cannotEncode(width:height:problem:)`` for a side of more than 65,500 pixels, or where
  ///   libjpeg fails; ``ImageError/outOfMemory(path:byteCount:)``.
  public func jpeg(quality: Int) throws(ImageError) -> [UInt8] {
    precondition((1...100).contains(quality), "a quality from 1 to 100")
    guard width <= 65_500, height <= 65_500 else {
      throw .cannotEncode(
        width: width, height: height, problem: "expected at most 65500 pixels on a side")
    }
    var message = [CChar](repeating: 0, count: Int(graft_jpeg_message_size))
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    // Sound: the storage holds `height` rows of `width` pixels; the block that comes back is freed here.
    let result = withExtendedLifetime(storage) {
      graft_jpeg_encode(
        storage.start, UInt32(width), UInt32(height), Int32(quality), &bytes, &count, &message)
    }
    switch result {
    case graft_jpeg_ok:
      defer { free(bytes) }
      return Array(UnsafeBufferPointer(start: bytes, count: count))
    case graft_jpeg_out_of_memory:
      throw .outOfMemory(path: nil, byteCount: storage.byteCount)
    default:
      throw .cannotEncode(width: width, height: height, problem: Self.text(message))
    }
  }
}
