/// A value on the stack of a ``PickleMachine``.
///
/// What has parts is a place in the machine's ``PickleHeap``. So a cycle is two equal numbers, not
/// two objects that keep each other alive, and freeing deep nests needs no deep stack.
enum PickleValue {
  case none
  case boolean(Bool)
  case integer(Int)
  /// More than 64 bits, little-endian two's complement.
  case longInteger([UInt8])
  case real(Double)
  case text(String)
  case bytes(PickleBytes)
  case list(Int)
  case tuple(Int)
  case dictionary(Int)
  case storage(Int)
  case tensor(Int)
  case numpyArray(Int)
  case numpyType(Int)
  case global(PickleGlobal)
  /// An instance of an inert class.
  case inert(String)

  /// For messages.
  var kind: String {
    switch self {
    case .none: "None"
    case .boolean: "a truth value"
    case .integer, .longInteger: "an integer"
    case .real: "a number"
    case .text: "text"
    case .bytes: "bytes"
    case .list: "a list"
    case .tuple: "a tuple"
    case .dictionary: "a dictionary"
    case .storage: "a storage"
    case .tensor: "a tensor"
    case .numpyArray: "a NumPy array"
    case .numpyType: "a NumPy type"
    case .global: "a class or function"
    case .inert(let name): name
    }
  }
}
