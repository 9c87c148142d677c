/// The checkpoint numbers blocks through all stages; Graft, as torchvision does, within each.
enum EfficientNetLiteKeys {
  private static let outside = [
    "_conv_stem": "features.0.0", "_bn0": "features.0.1", "_conv_head": "features.8.0",
    "_bn1": "features.8.1", "_fc": "classifier.1",
  ]
  /// The parts of a block that expands; one that does not lacks the first.
  private static let parts = [
    "_expand_conv": (0, 0), "_bn0": (0, 1), "_depthwise_conv": (1, 0), "_bn1": (1, 1),
    "_project_conv": (2, 0), "_bn2": (2, 1),
  ]

  /// - Parameter key: For example `_blocks.3._bn0.running_mean`.
  static func name(for key: String) -> String? {
    let words = key.split(separator: ".").map(String.init)
    if words.count == 2, let layer = outside[words[0]] { return "\(layer).\(words[1])" }
    guard words.count == 4, words[0] == "_blocks", let number = Int(words[1]),
      let (part, module) = parts[words[2]], let (stage, block) = place(ofBlock: number)
    else { return nil }
    let expands = EfficientNetLite.rows[stage].expansion != 1
    guard expands || part > 0 else { return nil }
    return "features.\(stage + 1).\(block).block.\(expands ? part : part - 1).\(module).\(words[3])"
  }

  private static func place(ofBlock number: Int) -> (stage: Int, block: Int)? {
    var rest = number
    for (stage, row) in EfficientNetLite.rows.enumerated() {
      if (0..<row.count).contains(rest) { return (stage, rest) }
      rest -= row.count
    }
    return nil
  }
}
