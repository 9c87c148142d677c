/// How pictures lie in an archive: a header, then records of the same size, each with its labels before its planes.
public struct PictureLayout: Sendable, Equatable {
  /// Before the first record.
  let headerByteCount: Int
  /// At the start of each record.
  let labelByteCount: Int
  public let width: Int
  public let height: Int
  /// 1 for grey, or 3: all of red, then green, then blue. A plane is row by row, a byte a pixel.
  let planeCount: Int

  var pixelByteCount: Int { width * height * planeCount }
  var recordByteCount: Int { labelByteCount + pixelByteCount }

  /// Of the pixels of a picture.
  func offset(of index: Int) -> Int {
    headerByteCount + index * recordByteCount + labelByteCount
  }

  /// - Parameter planes: As they lie in the file.
  /// - Returns: `[height, width, 3]`, interleaved.
  func interleaved(_ planes: [UInt8]) -> [UInt8] {
    let plane = width * height
    var pixels: [UInt8] = []
    pixels.reserveCapacity(plane * 3)
    for pixel in 0..<plane {
      for channel in 0..<3 {
        pixels.append(planes[planeCount == 3 ? channel * plane + pixel : pixel])
      }
    }
    return pixels
  }
}
