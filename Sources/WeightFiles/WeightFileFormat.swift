/// What a file of weights turned out to be.
public enum WeightFileFormat: String, Sendable, CaseIterable {
  case safetensors
  /// A zip archive, as `torch.save` writes it since PyTorch 1.6.
  case pyTorch
  /// Pickles followed by raw storages, as `torch.save` wrote them before PyTorch 1.6.
  case pyTorchLegacy
  /// A pickle whose tensors are NumPy arrays.
  case numpyPickle
  case onnx
}
