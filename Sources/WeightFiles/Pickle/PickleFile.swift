import Files
import Tensors

/// A pickle of NumPy arrays: a dictionary, whose values may be arrays, or dictionaries and lists of
/// them. Names of nested arrays are joined by dots: `conv1.0`.
public enum PickleFile {
  /// - Throws: ``WeightFileError``, `FileError` or `TensorError`.
  public static func read(path: String) throws -> WeightFileContents {
    try readAny(ByteSource(file: InputFile(path: path)))
  }

  /// Reads what starts with a pickle: the old format of PyTorch does too.
  static func readAny(_ source: ByteSource) throws -> WeightFileContents {
    var machine = try PickleMachine(
      ByteReader(source, range: 0..<source.byteCount), allowsStorages: false)
    let root = try machine.run()
    if case .longInteger(PyTorchFile.legacyMagic) = root {
      return try PyTorchFile.readLegacy(source)
    }
    let named = try NamedViews(root, heap: machine.heap, source: source)
    let loader = TensorLoader(source: source, availableByteCount: source.byteCount) {
      try locate($0, in: source)
    }
    return WeightFileContents(
      tensors: try loader.load(named.views), format: .numpyPickle, wrappers: named.wrappers,
      ignored: named.ignored)
  }

  /// Finds the bytes of an array, which lie in the pickle itself.
  static func locate(_ origin: TensorView.Origin, in source: ByteSource) throws -> StoredBytes {
    switch origin {
    case .pickle(let range):
      StoredBytes(
        source: try source.slice(at: range.lowerBound, count: range.count), checksum: nil)
    case .spelled(let bytes):
      StoredBytes(source: ByteSource(array: bytes, name: source.name), checksum: nil)
    case .storage(let key):
      throw source.damaged("pickle", expected: "arrays", found: "storage \(key.quoted)")
    }
  }
}
