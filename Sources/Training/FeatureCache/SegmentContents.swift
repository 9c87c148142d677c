import Crypto
import Files

/// What a look into a segment's header and key table gave.
enum SegmentContents {
  case keys([FeatureKey])
  /// Gone, or not to be opened at the moment.
  case unavailable
  /// Not what Graft wrote.
  case damaged

  /// Reads the header and, if the file's size agrees with it, the keys: at most 12 MiB.
  init(of path: String, layout: SegmentLayout) {
    guard let file = try? InputFile(path: path) else {
      self = .unavailable
      return
    }
    guard let keys = try? Self.keys(in: file, layout: layout) else {
      self = .damaged
      return
    }
    self = .keys(keys)
  }

  /// The rows that the header names, the keys unchecked.
  static func rowCount(of path: String, layout: SegmentLayout) -> Int? {
    guard let file = try? InputFile(path: path),
      let header = try? file.bytes(at: 0, count: SegmentLayout.checkedHeaderByteCount)
    else { return nil }
    return layout.rowCount(header: header, fileByteCount: file.byteCount)
  }

  private static func keys(
    in file: InputFile, layout: SegmentLayout
  ) throws(FileError) -> [FeatureKey]? {
    let header = try file.bytes(at: 0, count: SegmentLayout.headerByteCount)
    let checked = header.prefix(SegmentLayout.checkedHeaderByteCount)
    guard let rowCount = layout.rowCount(header: checked, fileByteCount: file.byteCount) else {
      return nil
    }
    let table = try file.bytes(
      at: SegmentLayout.headerByteCount, count: rowCount * FeatureKey.byteCount)
    var hash = SHA256()
    hash.update(data: checked)
    hash.update(data: table)
    guard header.dropFirst(checked.count).elementsEqual(hash.finalize()) else { return nil }
    return table.withUnsafeBytes { bytes in
      // Sound: the table holds `rowCount` keys.
      (0..<rowCount).map { row in
        FeatureKey(
          reading: UnsafeRawBufferPointer(rebasing: bytes[(row * FeatureKey.byteCount)...]))
      }
    }
  }
}
