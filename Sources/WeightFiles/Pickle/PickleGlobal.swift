import Tensors

/// The names that a pickle of weights may mention. Each stands for data or for a rule of ours that
/// makes data; none for code.
enum PickleGlobal: Equatable {
  case orderedDictionary
  case size
  case encode
  case rebuildTensor
  case rebuildTensorWithType
  case rebuildParameter
  case rebuildFromType
  case storage(ElementType)
  case untypedStorage
  case elementType(ElementType)
  case numpyReconstruct
  case numpyArray
  case numpyType
  case numpyScalar
  case numpyFromBuffer
  /// A class whose instances are kept as a name without content.
  case inert(String)

  init?(module: String, name: String) {
    if let global = Self.byName[module + " " + name] {
      self = global
    } else if ["torch", "torch.cuda"].contains(module), name.hasSuffix("Storage"),
      let type = Self.elementTypes[String(name.dropLast("Storage".count))]
    {
      self = .storage(type)
    } else if module == "torch", let type = ElementType(rawValue: name) {
      self = .elementType(type)
    } else {
      return nil
    }
  }

  /// Whether the name is honest and stands for numbers that `ElementType` does not have.
  static func isOtherElementType(module: String, name: String) -> Bool {
    module == "torch"
      && (name.hasSuffix("Storage")
        || ["float", "complex", "uint", "qint", "quint", "bits"].contains { name.hasPrefix($0) })
  }

  private static let byName: [String: PickleGlobal] = [
    "collections OrderedDict": .orderedDictionary,
    "torch Size": .size,
    "_codecs encode": .encode,
    "torch._utils _rebuild_tensor": .rebuildTensor,
    "torch._utils _rebuild_tensor_v2": .rebuildTensor,
    "torch._utils _rebuild_tensor_v3": .rebuildTensorWithType,
    "torch._utils _rebuild_parameter": .rebuildParameter,
    "torch._utils _rebuild_parameter_with_state": .rebuildParameter,
    "torch._tensor _rebuild_from_type_v2": .rebuildFromType,
    "torch.storage UntypedStorage": .untypedStorage,
    "numpy.core.multiarray _reconstruct": .numpyReconstruct,
    "numpy._core.multiarray _reconstruct": .numpyReconstruct,
    "numpy ndarray": .numpyArray,
    "numpy dtype": .numpyType,
    "numpy.core.multiarray scalar": .numpyScalar,
    "numpy._core.multiarray scalar": .numpyScalar,
    "numpy.core.numeric _frombuffer": .numpyFromBuffer,
    "numpy._core.numeric _frombuffer": .numpyFromBuffer,
    // Found in honest training checkpoints beside the weights.
    "argparse Namespace": .inert("argparse.Namespace"),
    "torch device": .inert("torch.device"),
    "torch Tensor": .inert("torch.Tensor"),
    "torch.nn.parameter Parameter": .inert("torch.nn.Parameter"),
  ]

  private static let elementTypes: [String: ElementType] = [
    "Double": .float64, "Float": .float32, "Half": .float16, "BFloat16": .bfloat16,
    "Long": .int64, "Int": .int32, "Short": .int16, "Char": .int8, "Byte": .uint8, "Bool": .bool,
  ]
}
