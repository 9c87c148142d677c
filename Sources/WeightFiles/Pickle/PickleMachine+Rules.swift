import Tensors

/// What the allowed names make of their arguments.
extension PickleMachine {
  mutating func reduce(_ function: PickleValue, arguments: PickleValue) throws -> PickleValue {
    guard case .global(let global) = function else {
      throw forbidden("a call of " + function.kind)
    }
    guard case .tuple = arguments, let items = heap.items(arguments) else {
      throw damaged(expected: "a tuple of arguments", found: arguments.kind)
    }
    return try call(global, items)
  }

  private mutating func call(
    _ global: PickleGlobal, _ items: [PickleValue]
  ) throws -> PickleValue {
    switch global {
    case .orderedDictionary: return try orderedDictionary(items)
    case .size: return heap.tuple(items.first.flatMap { heap.items($0) } ?? [])
    case .encode: return try encode(items)
    case .rebuildTensor: return try tensor(items, elementType: nil)
    case .rebuildTensorWithType:
      guard (7...8).contains(items.count), case .global(.elementType(let type)) = items[6] else {
        throw damaged(expected: "a tensor with its type", found: "\(items.count) arguments")
      }
      return try tensor(Array(items[..<6]) + items[7...], elementType: type)
    case .rebuildParameter:
      guard let first = items.first, case .tensor = first else {
        throw damaged(expected: "a tensor as parameter", found: items.first?.kind ?? "nothing")
      }
      return first
    case .rebuildFromType: return try tensorOfSubclass(items)
    case .numpyReconstruct:
      try spend(Self.stepsOfTensor)
      heap.arrays.append(.init())
      return .numpyArray(heap.arrays.count - 1)
    case .numpyType: return try numpyType(items)
    case .numpyScalar: return .inert("numpy.scalar")
    case .numpyFromBuffer: return try numpyFromBuffer(items)
    case .inert(let name): return .inert(name)
    case .storage, .untypedStorage, .elementType, .numpyArray:
      throw forbidden("a call of \(global)")
    }
  }

  func newObject(_ type: PickleValue) throws -> PickleValue {
    guard case .global(.inert(let name)) = type else {
      throw forbidden("a new object of " + type.kind)
    }
    return .inert(name)
  }

  mutating func build(_ object: PickleValue, state: PickleValue) throws {
    switch object {
    case .numpyArray(let index): try fill(array: index, state: state)
    case .numpyType(let index): try fill(type: index, state: state)
    // Attributes beside the content: `_metadata` of a state dictionary, the options of a run.
    case .dictionary, .tensor, .inert: break
    default: throw forbidden("attributes of " + object.kind)
    }
  }

  // MARK: Python

  /// Python 2 hands the pairs over; Python 3 fills the dictionary afterwards.
  private mutating func orderedDictionary(_ items: [PickleValue]) throws -> PickleValue {
    guard let pairs = items.first else { return heap.dictionary() }
    guard items.count == 1, let list = heap.items(pairs) else {
      throw damaged(expected: "pairs for a dictionary", found: pairs.kind)
    }
    try spend(list.count)
    let entries = try list.map { pair -> PickleHeap.Entry in
      guard let parts = heap.items(pair), parts.count == 2 else {
        throw damaged(expected: "a pair", found: pair.kind)
      }
      return .init(key: parts[0], value: parts[1])
    }
    return heap.dictionary(entries)
  }

  /// Protocol 2 has no bytes: Python 3 spells them as text, one character a byte.
  private mutating func encode(_ items: [PickleValue]) throws -> PickleValue {
    guard items.count == 2, case .text(let text) = items[0], case .text("latin1") = items[1]
    else { throw forbidden("an encoding other than latin1") }
    try spell(text.utf8.count)
    let bytes = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
    guard bytes.count == text.unicodeScalars.count else {
      throw damaged(expected: "bytes as text", found: "a character above 255")
    }
    return .bytes(.spelled(bytes))
  }

  // MARK: PyTorch

  /// A tensor takes more memory than other values.
  private static let stepsOfTensor = 8

  /// `("storage", type, key, location, element count)`, in the old format also a view, now `None`.
  mutating func storage(_ identifier: PickleValue) throws -> PickleValue {
    guard allowsStorages, case .tuple = identifier, let items = heap.items(identifier),
      items.count == 5 || items.count == 6, try text(items[0], "a kind") == "storage"
    else { throw forbidden("an object outside of the pickle that is no storage") }
    let elementType: ElementType?
    switch items[1] {
    case .global(.storage(let type)): elementType = type
    case .global(.untypedStorage): elementType = nil
    default: throw damaged(expected: "a type of storage", found: items[1].kind)
    }
    guard case .integer(let count) = items[4], count >= 0 else {
      throw damaged(expected: "a number of elements", found: items[4].kind)
    }
    if items.count == 6 {
      guard case .none = items[5] else {
        throw reader.source.unsupported(
          "a view on a storage", advice: "load it with PyTorch and save it again")
      }
    }
    heap.storages.append(
      .init(key: try text(items[2], "a key"), elementType: elementType, elementCount: count))
    return .storage(heap.storages.count - 1)
  }

  /// `(storage, offset, size, strides, requires grad, hooks, metadata)`, the first four required.
  private mutating func tensor(
    _ items: [PickleValue], elementType type: ElementType?
  ) throws -> PickleValue {
    try spend(Self.stepsOfTensor)
    guard (4...8).contains(items.count), case .storage(let index) = items[0],
      case .integer(let offset) = items[1], let dimensions = heap.integers(items[2]),
      let strides = heap.integers(items[3])
    else {
      throw damaged(expected: "storage, offset, size and strides", found: "other arguments")
    }
    if items.count > 6, case .dictionary(let metadata) = items[6],
      !heap.dictionaries[metadata].isEmpty
    {
      throw reader.source.unsupported(
        "a conjugated or negated tensor", advice: "save tensor.resolve_neg().resolve_conj()")
    }
    let storage = heap.storages[index]
    guard let elementType = storage.elementType ?? type else {
      throw damaged(expected: "a type of element", found: "a storage without")
    }
    // A storage without type counts bytes.
    let count =
      storage.elementType == nil
      ? storage.elementCount / elementType.byteCount : storage.elementCount
    guard
      let view = TensorView(
        origin: .storage(storage.key), elementType: elementType, dimensions: dimensions,
        offset: offset, strides: strides, originElementCount: count)
    else {
      throw damaged(
        expected: "a tensor inside of its \(count) elements",
        found: "size \(dimensions) from \(offset) with strides \(strides)")
    }
    heap.tensors.append(view)
    return .tensor(heap.tensors.count - 1)
  }

  /// `(function, class, arguments, attributes)`: a tensor with attributes, which are left out.
  private mutating func tensorOfSubclass(_ items: [PickleValue]) throws -> PickleValue {
    guard items.count >= 3, case .global(let function) = items[0],
      [.rebuildTensor, .rebuildTensorWithType, .rebuildParameter].contains(function),
      let arguments = heap.items(items[2])
    else { throw damaged(expected: "a rule to make a tensor", found: "another call") }
    return try call(function, arguments)
  }

  // MARK: NumPy

  private mutating func numpyType(_ items: [PickleValue]) throws -> PickleValue {
    guard let code = items.first else { throw damaged(expected: "a type", found: "nothing") }
    heap.types.append(.init(code: try text(code, "a type")))
    return .numpyType(heap.types.count - 1)
  }

  /// `(version, byte order, ...)`.
  private mutating func fill(type index: Int, state: PickleValue) throws {
    guard let items = heap.items(state), items.count >= 2 else {
      throw damaged(expected: "the byte order of a type", found: state.kind)
    }
    heap.types[index].byteOrder = try text(items[1], "a byte order")
  }

  /// `(version, shape, type, is column-major, data)`.
  private mutating func fill(array index: Int, state: PickleValue) throws {
    guard let items = heap.items(state), items.count == 5,
      let dimensions = heap.integers(items[1]), case .numpyType(let type) = items[2]
    else { throw damaged(expected: "shape, type and data of an array", found: state.kind) }
    let isColumnMajor =
      switch items[3] {
      case .boolean(let flag): flag
      case .integer(let number): number != 0
      default: throw damaged(expected: "an order of axes", found: items[3].kind)
      }
    var bytes: PickleBytes?
    if case .bytes(let data) = items[4] { bytes = data }
    heap.arrays[index] = .init(
      type: type, dimensions: dimensions, isColumnMajor: isColumnMajor, bytes: bytes)
  }

  /// `(data, type, shape, order)`, the form of protocol 5.
  private mutating func numpyFromBuffer(_ items: [PickleValue]) throws -> PickleValue {
    guard items.count == 4, case .bytes(let bytes) = items[0], case .numpyType(let type) = items[1],
      let dimensions = heap.integers(items[2])
    else { throw damaged(expected: "data, type and shape of an array", found: "others") }
    let order = try text(items[3], "an order of axes")
    try spend(Self.stepsOfTensor)
    heap.arrays.append(
      .init(type: type, dimensions: dimensions, isColumnMajor: order == "F", bytes: bytes))
    return .numpyArray(heap.arrays.count - 1)
  }
}
