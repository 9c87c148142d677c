import Tensors

/// Everything with parts that a pickle has made.
struct PickleHeap {
  struct Entry {
    let key: PickleValue
    let value: PickleValue
  }

  struct Storage {
    let key: String
    /// `nil`: the tensor says.
    let elementType: ElementType?
    let elementCount: Int
  }

  struct NumpyArray {
    var type: Int?
    var dimensions: [Int] = []
    var isColumnMajor = false
    /// `nil` until the array is filled, or if it holds objects instead of numbers.
    var bytes: PickleBytes?
  }

  struct NumpyType {
    /// For example `f4`.
    let code: String
    /// `<` little-endian, `>` big-endian, `|` single bytes, `=` as the machine that wrote it.
    var byteOrder = "="
  }

  /// Lists and tuples.
  var sequences: [[PickleValue]] = []
  var dictionaries: [[Entry]] = []
  var storages: [Storage] = []
  var tensors: [TensorView] = []
  var arrays: [NumpyArray] = []
  var types: [NumpyType] = []

  mutating func list(_ items: [PickleValue] = []) -> PickleValue {
    sequences.append(items)
    return .list(sequences.count - 1)
  }

  mutating func tuple(_ items: [PickleValue]) -> PickleValue {
    sequences.append(items)
    return .tuple(sequences.count - 1)
  }

  mutating func dictionary(_ entries: [Entry] = []) -> PickleValue {
    dictionaries.append(entries)
    return .dictionary(dictionaries.count - 1)
  }

  /// The items of a list or a tuple.
  func items(_ value: PickleValue) -> [PickleValue]? {
    switch value {
    case .list(let index), .tuple(let index): sequences[index]
    default: nil
    }
  }

  /// The integers of a list or a tuple: a shape, strides.
  func integers(_ value: PickleValue) -> [Int]? {
    guard let items = items(value), items.count <= TensorView.maximumRank else { return nil }
    let integers = items.compactMap { item -> Int? in
      guard case .integer(let integer) = item else { return nil }
      return integer
    }
    return integers.count == items.count ? integers : nil
  }

  /// The tensor that a NumPy array is.
  /// - Returns: `nil` if the array's numbers are missing, or do not fill its shape.
  /// - Throws: ``WeightFileError/unsupported(path:found:advice:)`` for other element types.
  func view(ofArray index: Int, source: ByteSource) throws -> TensorView? {
    let array = arrays[index]
    guard let typeIndex = array.type else { return nil }
    let type = types[typeIndex]
    guard let elementType = Self.elementTypes[type.code], type.byteOrder != ">" else {
      throw source.unsupported(
        "a NumPy array of type \((type.byteOrder + type.code).quoted)",
        advice: "convert it to little-endian numbers")
    }
    guard let bytes = array.bytes, bytes.count % elementType.byteCount == 0 else { return nil }
    let count = bytes.count / elementType.byteCount
    guard array.isColumnMajor else {
      return TensorView(
        origin: bytes.origin, elementType: elementType, dimensions: array.dimensions,
        originElementCount: count)
    }
    guard let shape = Shape(validating: array.dimensions), shape.elementCount == count
    else { return nil }
    return TensorView(
      origin: bytes.origin, elementType: elementType, dimensions: array.dimensions, offset: 0,
      strides: TensorView.rowMajorStrides(array.dimensions.reversed()).reversed(),
      originElementCount: count)
  }

  private static let elementTypes: [String: ElementType] = [
    "f8": .float64, "f4": .float32, "f2": .float16, "i8": .int64, "i4": .int32, "i2": .int16,
    "i1": .int8, "u1": .uint8, "b1": .bool,
  ]
}
