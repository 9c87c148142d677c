/// SqueezeNet 1.1 as a dictionary from Keras's layer names to `[kernel, bias]`.
enum KerasSqueezeNetKeys {
  /// `features.N` of `fire2` to `fire9`; pooling modules lie between.
  private static let fireModules = [3, 4, 6, 7, 9, 10, 11, 12]
  /// `[height, width, in, out]` to `[out, in, height, width]`.
  private static let kernelAxes = [3, 2, 0, 1]

  /// - Parameter key: For example `fire2/squeeze1x1.0`: the kernel; with `.1` the bias.
  static func mapped(_ key: String) -> MappedKey? {
    guard let dot = key.lastIndex(of: "."), let layer = layer(String(key[..<dot])) else {
      return nil
    }
    switch key[key.index(after: dot)...] {
    case "0": return .parameter("\(layer).weight", axes: kernelAxes)
    case "1": return .parameter("\(layer).bias", axes: nil)
    default: return nil
    }
  }

  private static func layer(_ name: String) -> String? {
    if name == "conv1" { return "features.0" }
    if name == "conv10" { return "classifier.1" }
    let words = name.split(separator: "/")
    guard words.count == 2, words[0].hasPrefix("fire"), let number = Int(words[0].dropFirst(4)),
      fireModules.indices.contains(number - 2)
    else { return nil }
    switch words[1] {
    case "squeeze1x1": return "features.\(fireModules[number - 2]).squeeze"
    case "expand1x1", "expand3x3": return "features.\(fireModules[number - 2]).\(words[1])"
    default: return nil
    }
  }
}
