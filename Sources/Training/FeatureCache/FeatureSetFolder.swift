import Files
import FoundationEssentials
import Glibc

/// The folder of one feature set: `set.json`, segments, and what unfinished writers left.
///
/// It is named by the set's key. Files of other names are somebody else's and stay.
struct FeatureSetFolder: Sendable {
  let path: String
  let key: String

  private static let descriptionName = "set.json"
  private static let maximumDescriptionByteCount = 1 << 20

  init(root: String, key: String) {
    path = root + "/" + key
    self.key = key
  }

  /// The sets of a cache, in the order of their keys; none if there is no cache yet.
  static func all(in root: String) throws(FileError) -> [FeatureSetFolder] {
    try FolderEntry.entries(of: root)
      .filter { $0.kind == .folder && isKey($0.name) }
      .map { FeatureSetFolder(root: root, key: $0.name) }
  }

  private static func isKey(_ name: String) -> Bool {
    name.utf8.count == 64
      && name.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  /// The set's segments, oldest first.
  func segments() throws(FileError) -> [SegmentFile] {
    try FolderEntry.entries(of: path)
      .filter { $0.kind == .file && $0.name.hasSuffix(SegmentFile.suffix) }
      .map {
        SegmentFile(
          folder: self, name: $0.name, byteCount: $0.byteCount, lastUsed: $0.modified)
      }
  }

  /// Makes the folder, and those above it.
  func create() throws(FileError) {
    let names = path.split(separator: "/", omittingEmptySubsequences: true)
    var folder = path.hasPrefix("/") ? "" : "."
    for name in names {
      folder += "/" + name
      guard mkdir(folder, 0o777) == 0 || errno == EEXIST || errno == EISDIR else {
        // A folder above may exist and yet refuse: only the last one must be made here.
        let code = errno
        if access(folder, F_OK) == 0 { continue }
        throw .cannotWrite(path: folder, code: code)
      }
    }
  }

  /// Stores what the set is, unless that is there.
  func write(_ description: FeatureSetDescription) throws(FeatureCacheError) {
    guard storedDescription() != description else { return }
    let text = try description.canonicalJSON()
    do throws(FileError) {
      try AtomicFile.write(text + "\n", to: path + "/" + Self.descriptionName)
    } catch { throw .storing(error) }
  }

  /// What the set is, or `nil` if `set.json` is missing, damaged or that of another set.
  func storedDescription() -> FeatureSetDescription? {
    guard let file = try? InputFile(path: path + "/" + Self.descriptionName),
      file.byteCount <= Self.maximumDescriptionByteCount,
      let bytes = try? file.bytes(at: 0, count: file.byteCount),
      let description = try? JSONDecoder().decode(FeatureSetDescription.self, from: Data(bytes)),
      (try? description.key()) == key
    else { return nil }
    return description
  }

  /// Removes what killed writers left. Only for who is alone with the folder.
  func removeTemporaryFiles() {
    let entries = (try? FolderEntry.entries(of: path)) ?? []
    for entry in entries
    where entry.kind == .file
      && (entry.name.contains(SegmentFile.suffix + ".")
        || entry.name.hasPrefix(Self.descriptionName + "."))
    {
      unlink(path + "/" + entry.name)
    }
  }

  /// Removes a set without segments. Only for who is alone with the folder.
  func removeIfEmpty() {
    guard let segments = try? segments(), segments.isEmpty else { return }
    removeTemporaryFiles()
    unlink(path + "/" + Self.descriptionName)
    rmdir(path)
  }
}
