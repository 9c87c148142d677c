import Graphs

/// Inverted residual blocks: expand, filter each channel, project without an activation.
///
/// Layers carry torchvision's names; the addition of a residual block is `features.3.add`. Stages:
/// one for each module, `features.0` to `features.18`.
/// - Source: Sandler et al., "MobileNetV2", arXiv:1801.04381, table 2.
enum MobileNetV2 {
  private static let rows: [(expansion: Int, channels: Int, count: Int, stride: Int)] = [
    (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
    (6, 320, 1, 1),
  ]
  private static let block = GraphBuilder.Block(activation: .relu6)

  static func graph(input: Operation.Input, classes: Int) throws(GraphError) -> Graph {
    var builder = GraphBuilder(input: input)
    var value = builder.addNumberedBlock(
      "features.0", Operation.Convolution(outputChannels: 32, kernel: 3, stride: 2, padding: 1),
      block, from: builder.input)
    builder.endStage("features.0")

    var inputChannels = 32
    var module = 1
    for row in rows {
      for index in 0..<row.count {
        let name = "features.\(module)"
        value = addBlock(
          to: &builder, name, inputChannels: inputChannels, expansion: row.expansion,
          outputChannels: row.channels, stride: index == 0 ? row.stride : 1, from: value)
        builder.endStage(name)
        inputChannels = row.channels
        module += 1
      }
    }
    value = builder.addNumberedBlock(
      "features.\(module)", Operation.Convolution(outputChannels: 1280, kernel: 1), block,
      from: value)
    builder.endStage("features.\(module)")
    value = builder.add("avgpool", .globalAveragePooling, value)
    _ = builder.addClassifier(
      dropout: ("classifier.0", 0.2), linear: "classifier.1", classes: classes, from: value)
    return try builder.build()
  }

  private static func addBlock(
    to builder: inout GraphBuilder, _ name: String, inputChannels: Int, expansion: Int,
    outputChannels: Int, stride: Int, from source: GraphBuilder.Value
  ) -> GraphBuilder.Value {
    let hidden = inputChannels * expansion
    var value = source
    var part = 0
    if expansion != 1 {
      value = builder.addNumberedBlock(
        "\(name).conv.\(part)", Operation.Convolution(outputChannels: hidden, kernel: 1), block,
        from: value)
      part += 1
    }
    value = builder.addNumberedBlock(
      "\(name).conv.\(part)",
      Operation.Convolution(
        outputChannels: hidden, kernel: 3, stride: Extent(both: stride), padding: 1,
        groups: hidden),
      block, from: value)
    value = builder.add(
      "\(name).conv.\(part + 1)",
      .convolution(Operation.Convolution(outputChannels: outputChannels, kernel: 1)), value)
    value = builder.add("\(name).conv.\(part + 2)", .batchNorm(block.norm), value)
    guard stride == 1, inputChannels == outputChannels else { return value }
    return builder.add("\(name).add", .addition, source, value)
  }
}
