import Datasets
import Files
import Images

extension PicturePlace {
  /// Reads and decodes the picture.
  /// - Parameter reduction: As `Image.load` has it.
  /// - Throws: `FileError`; what `Image.load` throws.
  func image(reduction: (ImageHeader) -> Int = { _ in 1 }) throws -> Image {
    switch self {
    case .file(let path): try Image.load(path: path, reduction: reduction)
    case .archived(let archive, let index):
      try Image(
        width: archive.layout.width, height: archive.layout.height,
        pixels: archive.pixels(of: index))
    }
  }

  /// As much of the picture as a view of it needs.
  /// - Throws: As ``image(reduction:)``.
  func image(for view: ViewParameters, _ preprocessing: Preprocessing) throws -> Image {
    try image { preprocessing.reduction(of: $0, for: view) }
  }
}
