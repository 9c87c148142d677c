import Files

/// Where the bytes of an item's picture are.
public enum PicturePlace: Sendable, Equatable {
  /// A file of its own, in a format that the reader of images finds out.
  case file(path: String)
  /// One of the pictures that an archive holds as plain numbers.
  case archived(PictureArchive, index: Int)

  /// For messages: the file's path, or the archive's and the number of the picture in it.
  public var path: String {
    switch self {
    case .file(let path): path
    case .archived(let archive, let index): archive.file.path + archive.suffix(of: index)
    }
  }

  /// What two places share only if they show the same picture: the file as it is; of an archived picture its
  /// size and its pixels.
  /// - Throws: `FileError`.
  public func contents() throws(FileError) -> [UInt8] {
    switch self {
    case .file(let path): try InputFile.contents(of: path)
    case .archived(let archive, let index):
      Array("pixels \(archive.layout.width) \(archive.layout.height)\n".utf8)
        + (try archive.pixels(of: index))
    }
  }
}
