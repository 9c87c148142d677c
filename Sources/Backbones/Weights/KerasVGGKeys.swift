/// The 13 convolutions of VGG-16 in an ONNX file that tf2onnx made of a Keras network.
///
/// The converter has already turned kernels to `[out, in, height, width]`. Whatever else is in such
/// a file belongs to someone's own classifier and is passed over.
enum KerasVGGKeys {
  /// `features.N` of the first convolution of each block; the others follow two apart.
  private static let firstModules = [0, 5, 10, 17, 24]
  private static let convolutionCounts = [2, 2, 3, 3, 3]

  static func mapped(_ key: String) -> MappedKey {
    guard let layer = layer(of: key) else { return .passedOver }
    if key.hasSuffix("/convolution/ReadVariableOp:0") {
      return .parameter("\(layer).weight", axes: nil)
    }
    if key.hasSuffix("/Squeeze:0") { return .parameter("\(layer).bias", axes: nil) }
    return .passedOver
  }

  /// - Parameter key: For example `functional_1/block4_conv2_1/Squeeze:0`.
  /// - Returns: For example `features.19`.
  static func layer(of key: String) -> String? {
    for (block, count) in convolutionCounts.enumerated() {
      for convolution in 0..<count
      where key.contains("/block\(block + 1)_conv\(convolution + 1)_") {
        return "features.\(firstModules[block] + 2 * convolution)"
      }
    }
    return nil
  }
}
