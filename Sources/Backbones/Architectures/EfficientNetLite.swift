import Graphs

/// EfficientNet-Lite0: EfficientNet-B0 without squeeze-and-excitation, with ReLU6 for swish, and
/// stem and head of fixed width.
///
/// Padding is TensorFlow's `SAME`. Layers are named as torchvision names those of its EfficientNet
/// (`features.2.0.block.1.0`: the convolution of the second part of the first block of stage 2).
/// Stages: `features.0` (stem), `features.1` to `features.7`, `features.8` (the 1280 wide
/// convolution).
/// - Source: Tan and Le, "EfficientNet", arXiv:1905.11946; the Lite variants from the authors'
///   repository, `efficientnet/lite`.
enum EfficientNetLite {
  static let rows: [(count: Int, kernel: Int, stride: Int, expansion: Int, channels: Int)] = [
    (1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192), (1, 3, 1, 6, 320),
  ]
  /// TensorFlow's decay 0.99 is the share 0.01 of a new batch.
  private static let norm = Operation.BatchNorm(epsilon: 1e-3, momentum: 0.01)
  private static let block = GraphBuilder.Block(norm: norm, activation: .relu6)

  static func graph(input: Operation.Input, classes: Int) throws(GraphError) -> Graph {
    var builder = GraphBuilder(input: input)
    var value = builder.addNumberedBlock(
      "features.0",
      Operation.Convolution(outputChannels: 32, kernel: 3, stride: 2, padding: .same), block,
      from: builder.input)
    builder.endStage("features.0")

    var inputChannels = 32
    for (stage, row) in rows.enumerated() {
      for index in 0..<row.count {
        value = addBlock(
          to: &builder, "features.\(stage + 1).\(index)", inputChannels: inputChannels,
          outputChannels: row.channels, expansion: row.expansion, kernel: row.kernel,
          stride: index == 0 ? row.stride : 1, from: value)
        inputChannels = row.channels
      }
      builder.endStage("features.\(stage + 1)")
    }
    value = builder.addNumberedBlock(
      "features.8", Operation.Convolution(outputChannels: 1280, kernel: 1), block, from: value)
    builder.endStage("features.8")
    value = builder.add("avgpool", .globalAveragePooling, value)
    _ = builder.addClassifier(
      dropout: ("classifier.0", 0.2), linear: "classifier.1", classes: classes, from: value)
    return try builder.build()
  }

  private static func addBlock(
    to builder: inout GraphBuilder, _ name: String, inputChannels: Int, outputChannels: Int,
    expansion: Int, kernel: Int, stride: Int, from source: GraphBuilder.Value
  ) -> GraphBuilder.Value {
    let hidden = inputChannels * expansion
    var value = source
    var part = 0
    if expansion != 1 {
      value = builder.addNumberedBlock(
        "\(name).block.\(part)", Operation.Convolution(outputChannels: hidden, kernel: 1), block,
        from: value)
      part += 1
    }
    value = builder.addNumberedBlock(
      "\(name).block.\(part)",
      Operation.Convolution(
        outputChannels: hidden, kernel: Extent(both: kernel), stride: Extent(both: stride),
        padding: .same, groups: hidden),
      block, from: value)
    value = builder.addNumberedBlock(
      "\(name).block.\(part + 1)", Operation.Convolution(outputChannels: outputChannels, kernel: 1),
      GraphBuilder.Block(norm: norm, activation: nil), from: value)
    guard stride == 1, inputChannels == outputChannels else { return value }
    return builder.add("\(name).add", .addition, value, source)
  }
}
