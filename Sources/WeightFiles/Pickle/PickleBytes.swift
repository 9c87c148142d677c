/// Bytes in a pickle: left where they are until somebody needs them.
enum PickleBytes {
  /// A range of the pickle's source.
  case stored(Range<Int>)
  /// Bytes that protocol 2 spells as text, one character each.
  case spelled([UInt8])

  var count: Int {
    switch self {
    case .stored(let range): range.count
    case .spelled(let bytes): bytes.count
    }
  }

  var origin: TensorView.Origin {
    switch self {
    case .stored(let range): .pickle(range)
    case .spelled(let bytes): .spelled(bytes)
    }
  }
}
