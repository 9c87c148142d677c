/// What a file's name says about whether it is an image.
enum ImageFileType {
  /// `.jpg`, `.jpeg`, `.png`, `.webp`, in any case.
  case supported
  /// An image, but of a format that Graft does not read.
  case unsupported
  /// Something else, and every hidden file: editors and cameras leave those behind.
  case other

  init(name: String) {
    guard !name.hasPrefix("."), let dot = name.lastIndex(of: ".") else {
      self = .other
      return
    }
    switch name[name.index(after: dot)...].lowercased() {
    case "jpg", "jpeg", "png", "webp": self = .supported
    case "bmp", "gif", "tif", "tiff", "heic", "heif", "avif": self = .unsupported
    default: self = .other
    }
  }
}
