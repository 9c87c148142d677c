import Tensors

/// Writes the pickle of a state dictionary: an `OrderedDict` of tensors, each in a storage of its
/// own, in protocol 2.
struct PickleWriter {
  private(set) var bytes: [UInt8] = []

  /// - Parameter tensors: Tensor *k* lies in the storage with key *k*.
  init(stateDictionary tensors: [(key: String, value: Tensor)]) {
    write(.protocolVersion)
    bytes.append(2)
    writeEmptyOrderedDictionary()
    write(.mark)
    for (index, (name, tensor)) in tensors.enumerated() {
      write(text: name)
      write(tensor, storage: index)
    }
    write(.setItems)
    write(.stop)
  }

  private mutating func write(_ tensor: Tensor, storage: Int) {
    write(global: "torch._utils", "_rebuild_tensor_v2")
    write(.mark)
    write(.mark)
    write(text: "storage")
    write(global: "torch", tensor.elementType.storageName)
    write(text: String(storage))
    write(text: "cpu")
    write(integer: tensor.shape.elementCount)
    write(.tuple)
    write(.persistentIdentifier)
    write(integer: 0)
    write(tuple: tensor.shape.dimensions)
    write(tuple: TensorView.rowMajorStrides(tensor.shape.dimensions))
    write(.newFalse)
    writeEmptyOrderedDictionary()
    write(.tuple)
    write(.reduce)
  }

  private mutating func writeEmptyOrderedDictionary() {
    write(global: "collections", "OrderedDict")
    write(.emptyTuple)
    write(.reduce)
  }

  private mutating func write(_ opcode: PickleOpcode) {
    bytes.append(opcode.rawValue)
  }

  private mutating func write(global module: String, _ name: String) {
    write(.global)
    bytes += Array((module + "\n" + name + "\n").utf8)
  }

  private mutating func write(text: String) {
    write(.unicode)
    let content = Array(text.utf8)
    bytes += withUnsafeBytes(of: UInt32(content.count).littleEndian) { Array($0) }
    bytes += content
  }

  private mutating func write(tuple integers: [Int]) {
    write(.mark)
    for integer in integers { write(integer: integer) }
    write(.tuple)
  }

  private mutating func write(integer: Int) {
    if let small = Int32(exactly: integer) {
      write(.integer32)
      bytes += withUnsafeBytes(of: small.littleEndian) { Array($0) }
    } else {
      write(.long1)
      bytes.append(8)
      bytes += withUnsafeBytes(of: Int64(integer).littleEndian) { Array($0) }
    }
  }
}

extension ElementType {
  /// PyTorch's class of storages for the type.
  fileprivate var storageName: String {
    switch self {
    case .float64: "DoubleStorage"
    case .float32: "FloatStorage"
    case .float16: "HalfStorage"
    case .bfloat16: "BFloat16Storage"
    case .int64: "LongStorage"
    case .int32: "IntStorage"
    case .int16: "ShortStorage"
    case .int8: "CharStorage"
    case .uint8: "ByteStorage"
    case .bool: "BoolStorage"
    }
  }
}
