import Datasets
import Files
import Images

extension PicturePlace {
  /// Reads and decodes the picture.
  /// - Throws: `FileError`; what `Image.load` throws.
  func image() throws -> Image {
    switch self {
    case .file(let path): try Image.load(path: path)
    case .archived(let archive, let index):
      try Image(
        width: archive.layout.width, height: archive.layout.height,
        pixels: archive.pixels(of: index))
    }
  }
}
