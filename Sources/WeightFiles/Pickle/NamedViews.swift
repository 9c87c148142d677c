/// The tensors of an unpickled value by name, and what else lay there.
struct NamedViews {
  private(set) var views: [String: TensorView] = [:]
  private(set) var wrappers: [String] = []
  private(set) var ignored: [String] = []

  private let heap: PickleHeap
  private let source: ByteSource
  private var visitCount = 0
  private var nameByteCount = 0
  private var path: [PlaceInHeap] = []

  private enum PlaceInHeap: Equatable {
    case sequence(Int)
    case dictionary(Int)
  }

  /// Keys under which training scripts keep weights. Averaged weights come first: whoever computed
  /// them meant them to be used.
  static let wrapperKeys = [
    "model_ema", "state_dict_ema", "ema_state_dict", "state_dict", "model_state_dict", "model",
  ]
  static let maximumDepth = 32
  static let maximumVisitCount = 1 << 20
  static let maximumNameByteCount = 4096
  /// Of all names together: nested keys repeat in every name below them.
  static let maximumNamesByteCount = 1 << 26

  /// - Throws: ``WeightFileError`` if there is no tensor, or a value contains itself.
  init(_ root: PickleValue, heap: PickleHeap, source: ByteSource) throws {
    self.heap = heap
    self.source = source
    let value = try unwrap(root)
    try collect(value, name: "")
    guard !views.isEmpty else {
      throw source.damaged(
        "pickle", expected: "a dictionary with tensors", found: root.kind + " without")
    }
    dropModulePrefix()
    ignored.sort()
  }

  private mutating func unwrap(_ root: PickleValue) throws -> PickleValue {
    var value = root
    while case .dictionary(let index) = value, wrappers.count < 4,
      let inner = try inner(of: heap.dictionaries[index])
    {
      ignored += heap.dictionaries[index].compactMap { entry in
        name(of: entry.key).flatMap { $0 == inner.key ? nil : $0 }
      }
      wrappers.append(inner.key)
      value = inner.value
    }
    return value
  }

  private func inner(
    of entries: [PickleHeap.Entry]
  ) throws -> (key: String, value: PickleValue)? {
    for key in Self.wrapperKeys {
      for entry in entries where name(of: entry.key) == key {
        guard case .dictionary(let index) = entry.value, !heap.dictionaries[index].isEmpty
        else { continue }
        return (key, entry.value)
      }
    }
    return nil
  }

  private mutating func collect(_ value: PickleValue, name: String) throws {
    visitCount += 1
    guard visitCount <= Self.maximumVisitCount, path.count <= Self.maximumDepth else {
      throw WeightFileError.tooLarge(
        path: source.name, place: "the nest of values in the pickle",
        claimed: max(visitCount, path.count),
        limit: path.count > Self.maximumDepth ? Self.maximumDepth : Self.maximumVisitCount)
    }
    switch value {
    case .tensor(let index): try add(heap.tensors[index], name: name)
    case .numpyArray(let index):
      guard let view = try heap.view(ofArray: index, source: source) else {
        throw source.damaged(
          "array \(name.quoted)", expected: "numbers that fill its shape", found: "others")
      }
      try add(view, name: name)
    case .dictionary(let index):
      try descend(.dictionary(index), name: name) { collector in
        for (position, entry) in collector.heap.dictionaries[index].enumerated() {
          let key = collector.name(of: entry.key) ?? "\(entry.key.kind) at \(position)"
          try collector.collect(entry.value, name: try collector.join(name, key))
        }
      }
    case .list(let index), .tuple(let index):
      try descend(.sequence(index), name: name) { collector in
        for (position, item) in collector.heap.sequences[index].enumerated() {
          try collector.collect(item, name: try collector.join(name, String(position)))
        }
      }
    default: ignored.append(name)
    }
  }

  private mutating func descend(
    _ place: PlaceInHeap, name: String, _ body: (inout Self) throws -> Void
  ) throws {
    guard !path.contains(place) else {
      throw source.damaged(
        "pickle", expected: "a tree of values", found: "\(name.quoted) containing itself")
    }
    let (viewCount, ignoredCount) = (views.count, ignored.count)
    path.append(place)
    try body(&self)
    path.removeLast()
    if views.count == viewCount && !name.isEmpty {
      // Nothing but numbers and texts in here: one name says it.
      ignored.replaceSubrange(ignoredCount..., with: [name])
    }
  }

  private mutating func join(_ prefix: String, _ key: String) throws -> String {
    let byteCount = prefix.utf8.count + key.utf8.count + 1
    nameByteCount += byteCount
    guard byteCount <= Self.maximumNameByteCount, nameByteCount <= Self.maximumNamesByteCount
    else {
      throw WeightFileError.tooLarge(
        path: source.name, place: "a name in the pickle, or all together,",
        claimed: max(byteCount, nameByteCount),
        limit: byteCount > Self.maximumNameByteCount
          ? Self.maximumNameByteCount : Self.maximumNamesByteCount)
    }
    return prefix.isEmpty ? key : prefix + "." + key
  }

  private mutating func add(_ view: TensorView, name: String) throws {
    guard !name.isEmpty else {
      throw source.unsupported(
        "a single tensor without a name", advice: "save a dictionary of tensors")
    }
    guard views.updateValue(view, forKey: name) == nil else {
      throw source.damaged("pickle", expected: "each name once", found: name.quoted + " twice")
    }
  }

  private func name(of key: PickleValue) -> String? {
    switch key {
    case .text(let text): return text
    case .integer(let integer): return String(integer)
    case .bytes(.stored(let range)) where range.count <= 512:
      // Python 2 wrote names as bytes. The range was checked when it was read.
      guard let bytes = try? source.bytes(at: range.lowerBound, count: range.count)
      else { return nil }
      return String(decoding: bytes, as: UTF8.self)
    default: return nil
    }
  }

  /// `DataParallel` and averaged models put `module.` before every name; the latter add a counter.
  private mutating func dropModulePrefix() {
    let prefix = "module."
    guard views.keys.contains(where: { $0.hasPrefix(prefix) }),
      views.keys.allSatisfy({ ($0.hasPrefix(prefix) && $0 != prefix) || $0 == "n_averaged" })
    else { return }
    if views.removeValue(forKey: "n_averaged") != nil { ignored.append("n_averaged") }
    views = Dictionary(
      uniqueKeysWithValues: views.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
  }
}
