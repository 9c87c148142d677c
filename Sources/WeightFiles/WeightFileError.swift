/// Why a file with weights was not read or written.
///
/// What the file system itself refuses is a `FileError`; what memory refuses is a `TensorError`.
public enum WeightFileError: Error, Equatable, CustomStringConvertible {
  /// The content is none of the formats this target reads.
  case unrecognized(path: String, found: String)
  /// The file ends before something that it announces.
  case truncated(path: String, offset: Int, expected: Int, found: Int)
  /// The content contradicts its own format.
  case damaged(path: String, place: String, expected: String, found: String)
  /// The content is valid and Graft does not read it.
  case unsupported(path: String, found: String, advice: String)
  /// A pickle asks for something outside the list of what weights need. Nothing was executed.
  case forbidden(path: String, found: String, offset: Int)
  /// The content claims more than such a file can honestly hold. Nothing was allocated.
  case tooLarge(path: String, place: String, claimed: Int, limit: Int)
  /// The tensors or the metadata cannot be stored in the format asked for.
  case cannotStore(path: String, reason: String, advice: String)

  public var description: String {
    switch self {
    case .unrecognized(let path, let found):
      """
      \(path): not a file of weights: expected safetensors, a PyTorch file, a pickle of NumPy \
      arrays or ONNX, found \(found)
      """
    case .truncated(let path, let offset, let expected, let found):
      """
      \(path): ends early: expected \(expected) bytes at offset \(offset), found \(found); \
      copy or download it again
      """
    case .damaged(let path, let place, let expected, let found):
      "\(path): damaged: \(place): expected \(expected), found \(found)"
    case .unsupported(let path, let found, let advice):
      "\(path): \(found) cannot be read; \(advice)"
    case .forbidden(let path, let found, let offset):
      """
      \(path): the pickle asks for \(found) at offset \(offset), which weights do not need; nothing \
      was executed; save the state_dict of the model alone, or safetensors
      """
    case .tooLarge(let path, let place, let claimed, let limit):
      "\(path): \(place) claims \(claimed), more than the \(limit) that this file can hold"
    case .cannotStore(let path, let reason, let advice):
      "\(path): cannot be written: \(reason); \(advice)"
    }
  }
}
