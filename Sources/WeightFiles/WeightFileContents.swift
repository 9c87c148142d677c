import Tensors

/// What was read from a file of weights.
public struct WeightFileContents: Sendable {
  /// The tensors by their names in the file, without a `module.` in front of all of them.
  public var tensors: [String: Tensor]
  public var format: WeightFileFormat
  /// What the file says about itself: safetensors' `__metadata__`, ONNX's producer and properties.
  public var metadata: [String: String]
  /// The keys under which the tensors lay, outermost first: `["state_dict"]` for a training
  /// checkpoint, empty for a file of nothing but weights.
  public var wrappers: [String]
  /// Names of entries that were left out: numbers and texts among the tensors, and whatever lay
  /// beside the wrapper (optimizer, epoch). Sorted.
  public var ignored: [String]

  init(
    tensors: [String: Tensor], format: WeightFileFormat, metadata: [String: String] = [:],
    wrappers: [String] = [], ignored: [String] = []
  ) {
    self.tensors = tensors
    self.format = format
    self.metadata = metadata
    self.wrappers = wrappers
    self.ignored = ignored
  }
}
