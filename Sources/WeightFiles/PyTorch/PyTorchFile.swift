import Files
import Tensors

/// Files of `torch.save`: the zip archive of today, and the pickles with raw storages of PyTorch
/// before 1.6, in which older pretrained weights still come.
public enum PyTorchFile {
  /// - Throws: ``WeightFileError``, `FileError` or `TensorError`.
  public static func read(path: String) throws -> WeightFileContents {
    try read(ByteSource(file: InputFile(path: path)))
  }

  /// - Parameters:
  ///   - bytes: A whole file.
  ///   - name: What error messages call it.
  /// - Throws: ``WeightFileError`` or `TensorError`.
  public static func parse(
    _ bytes: UnsafeRawBufferPointer, name: String
  ) throws -> WeightFileContents {
    try read(ByteSource(memory: bytes, name: name))
  }

  static func read(_ source: ByteSource) throws -> WeightFileContents {
    let head = try source.bytes(at: 0, count: min(source.byteCount, 4))
    return ZipArchive.recognizes(head: head) ? try readArchive(source) : try readLegacy(source)
  }

  // MARK: Since 1.6

  static func readArchive(_ source: ByteSource) throws -> WeightFileContents {
    let archive = try ZipArchive(source)
    let folder = try folder(of: archive)
    try checkByteOrder(of: archive, folder: folder)
    guard let entry = archive.entries[folder + "data.pkl"] else {
      throw source.damaged("zip archive", expected: "\(folder)data.pkl", found: "none")
    }
    let stored = try archive.bytes(of: entry)
    let pickle = try stored.source.bytes(at: 0, count: entry.byteCount)
    try pickle.withUnsafeBytes { try stored.verify($0, place: "entry data.pkl") }
    let named = try NamedViews(
      pickle: ByteSource(array: pickle, name: source.name))
    let loader = TensorLoader(source: source, availableByteCount: archive.availableByteCount) {
      guard case .storage(let key) = $0 else {
        return try PickleFile.locate($0, in: ByteSource(array: pickle, name: source.name))
      }
      guard let entry = archive.entries[folder + "data/" + key] else {
        throw source.damaged("zip archive", expected: "storage \(key.quoted)", found: "none")
      }
      return try archive.bytes(of: entry)
    }
    return WeightFileContents(
      tensors: try loader.load(named.views), format: .pyTorch, wrappers: named.wrappers,
      ignored: named.ignored)
  }

  /// The one folder that everything lies in; its name is that of the file once written.
  private static func folder(of archive: ZipArchive) throws -> String {
    let name = "data.pkl"
    let folders = archive.entries.keys.filter { $0 == name || $0.hasSuffix("/" + name) }
      .map { String($0.dropLast(name.count)) }
    guard folders.count == 1, let folder = folders.first else {
      throw WeightFileError.unrecognized(
        path: archive.source.name,
        found: "a zip archive with \(folders.count) entries named data.pkl where one belongs")
    }
    guard archive.entries[folder + "constants.pkl"] == nil else {
      throw archive.source.unsupported(
        "a TorchScript program", advice: "save the state_dict of the model with torch.save")
    }
    return folder
  }

  private static func checkByteOrder(of archive: ZipArchive, folder: String) throws {
    guard let entry = archive.entries[folder + "byteorder"] else { return }
    let bytes = try archive.bytes(of: entry).source
    guard try bytes.bytes(at: 0, count: min(bytes.byteCount, 8)) == Array("little".utf8) else {
      throw archive.source.unsupported(
        "a big-endian PyTorch file", advice: "save it again on a little-endian machine")
    }
  }
}

extension NamedViews {
  /// Runs one pickle of a PyTorch archive.
  fileprivate init(pickle: ByteSource) throws {
    var machine = try PickleMachine(
      ByteReader(pickle, range: 0..<pickle.byteCount), allowsStorages: true)
    let root = try machine.run()
    try self.init(root, heap: machine.heap, source: pickle)
  }
}
