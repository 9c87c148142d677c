/// How the names in a file of weights become those of Graft's networks, which are torchvision's.
public enum KeyMapping: String, Hashable, Sendable, Codable, CaseIterable {
  case torchvision
  /// The PyTorch checkpoint of EfficientNet-Lite (`_blocks.3._expand_conv.weight`).
  case efficientNetLite = "efficientnet-lite"
  /// ONNX made from Keras's VGG-16 (`functional_1/block1_conv1_1/convolution/ReadVariableOp:0`).
  case kerasVGG16 = "keras-vgg16"
  /// Keras's SqueezeNet 1.1 as arrays (`fire2/squeeze1x1.0`), kernels `[height, width, in, out]`.
  case kerasSqueezeNet = "keras-squeezenet"

  /// The mapping that a file's names show.
  public static func detected(in names: some Collection<String>) -> KeyMapping {
    let names = Set(names)
    if names.contains("_conv_stem.weight") { return .efficientNetLite }
    if names.contains("fire2/squeeze1x1.0") { return .kerasSqueezeNet }
    if names.contains(where: { KerasVGGKeys.layer(of: $0) != nil }) { return .kerasVGG16 }
    return .torchvision
  }

  /// - Returns: The name itself for one that is not understood; loading then reports it.
  func mapped(_ name: String) -> MappedKey {
    if name.hasSuffix(".num_batches_tracked") { return .passedOver }
    return switch self {
    case .torchvision: name.hasPrefix("AuxLogits.") ? .passedOver : .parameter(name, axes: nil)
    case .efficientNetLite: .parameter(EfficientNetLiteKeys.name(for: name) ?? name, axes: nil)
    case .kerasVGG16: KerasVGGKeys.mapped(name)
    case .kerasSqueezeNet: KerasSqueezeNetKeys.mapped(name) ?? .parameter(name, axes: nil)
    }
  }
}
