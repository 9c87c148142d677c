import Tensors

extension PyTorchFile {
  /// 0x1950a86a20f9469cfc6c, the first pickle of every legacy file.
  static let legacyMagic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
  private static let legacyProtocol = 1001

  /// Reads five pickles (magic number, protocol, machine, the value, the keys of the storages) and
  /// behind them, for each key in that order, a count of elements and the elements.
  /// - Source: PyTorch `torch/serialization.py`, `_legacy_load`.
  static func readLegacy(_ source: ByteSource) throws -> WeightFileContents {
    var machine = try PickleMachine(
      ByteReader(source, range: 0..<source.byteCount), allowsStorages: true)
    try checkLegacyHead(&machine)
    let root = try machine.run()
    let keyList = try machine.run()
    let named = try NamedViews(root, heap: machine.heap, source: source)
    let places = try legacyStorages(&machine, keys: keyList)
    let loader = TensorLoader(source: source, availableByteCount: source.byteCount) {
      guard case .storage(let key) = $0 else { return try PickleFile.locate($0, in: source) }
      guard let place = places[key] else {
        throw source.damaged("storages", expected: "one called \(key.quoted)", found: "none")
      }
      return StoredBytes(
        source: try source.slice(at: place.lowerBound, count: place.count), checksum: nil)
    }
    return WeightFileContents(
      tensors: try loader.load(named.views), format: .pyTorchLegacy, wrappers: named.wrappers,
      ignored: named.ignored)
  }

  private static func checkLegacyHead(_ machine: inout PickleMachine) throws {
    let source = machine.reader.source
    guard case .longInteger(legacyMagic) = try machine.run() else {
      throw source.damaged(
        "the start", expected: "the mark of a PyTorch file", found: "something else")
    }
    guard case .integer(legacyProtocol) = try machine.run() else {
      throw source.unsupported(
        "an unknown version of the old PyTorch format",
        advice: "load it with PyTorch and save it again")
    }
    guard case .dictionary(let index) = try machine.run() else {
      throw source.damaged("the start", expected: "a description of the machine", found: "none")
    }
    for entry in machine.heap.dictionaries[index] {
      if case .text("little_endian") = entry.key, case .boolean(false) = entry.value {
        throw source.unsupported(
          "a big-endian PyTorch file", advice: "save it again on a little-endian machine")
      }
    }
  }

  /// Where each storage's elements lie.
  private static func legacyStorages(
    _ machine: inout PickleMachine, keys: PickleValue
  ) throws -> [String: Range<Int>] {
    let source = machine.reader.source
    guard let items = machine.heap.items(keys) else {
      throw source.damaged("storages", expected: "a list of keys", found: keys.kind)
    }
    // The file gives counts of elements; how wide they are stands in the pickle. Types may differ
    // only where one storage is seen in several ways, which the old format did not allow.
    var storages: [String: PickleHeap.Storage] = [:]
    for storage in machine.heap.storages {
      guard let known = storages.updateValue(storage, forKey: storage.key) else { continue }
      guard known.elementType == storage.elementType, known.elementCount == storage.elementCount
      else {
        throw source.damaged(
          "storage \(storage.key.quoted)", expected: "one type and size", found: "two")
      }
    }
    var places: [String: Range<Int>] = [:]
    for item in items {
      let key = try machine.text(item, "a key")
      guard let storage = storages[key], let type = storage.elementType else {
        throw source.damaged(
          "storage \(key.quoted)", expected: "a tensor that uses it", found: "none")
      }
      // Read apart: the reader's window would be refilled between any two storages.
      let counter = try machine.reader.readBytes(8)
      let count = Int(clamping: counter.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
      guard count == storage.elementCount else {
        throw source.damaged(
          "storage \(key.quoted)", expected: "\(storage.elementCount) elements",
          found: "\(count)")
      }
      let (byteCount, overflow) = count.multipliedReportingOverflow(by: type.byteCount)
      guard
        places.updateValue(try machine.reader.skip(overflow ? .max : byteCount), forKey: key)
          == nil
      else {
        throw source.damaged("storages", expected: "each key once", found: key.quoted + " twice")
      }
    }
    return places
  }
}
