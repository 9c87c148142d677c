import Files

/// Pictures of one size that lie behind one another in a file as plain numbers.
public final class PictureArchive: Sendable {
  /// The file's name without `.gz`: the same pictures have the same names, packed or not.
  let name: String
  let file: ArchiveFile
  public let layout: PictureLayout
  public let count: Int

  /// - Parameter count: Pictures; the file holds as many, which the caller has checked.
  init(name: String, file: ArchiveFile, layout: PictureLayout, count: Int) {
    self.name = name
    self.file = file
    self.layout = layout
    self.count = count
  }

  /// - Returns: `[height, width, 3]`, red, green and blue in turn.
  /// - Throws: `FileError` if the file cannot be read any more.
  public func pixels(of index: Int) throws(FileError) -> [UInt8] {
    layout.interleaved(
      try file.bytes(at: layout.offset(of: index), count: layout.pixelByteCount))
  }

  /// `#00017`, with as many digits as the order of names needs.
  func suffix(of index: Int) -> String {
    let digits = String(index)
    let width = max(5, String(count - 1).count)
    return "#" + String(repeating: "0", count: width - digits.count) + digits
  }
}

extension PictureArchive: Equatable {
  public static func == (left: PictureArchive, right: PictureArchive) -> Bool {
    left === right
      || left.file.path == right.file.path && left.layout == right.layout
        && left.count == right.count
  }
}
