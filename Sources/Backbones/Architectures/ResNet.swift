import Graphs

/// Residual networks, bottlenecks in the form known as v1.5 (the stride in the 3×3 convolution).
///
/// Layers carry torchvision's names; activations and additions, which have none of their own there,
/// are `layer1.0.relu1`, `layer1.0.add`. Stages: `stem`, `layer1` to `layer4`.
/// - Source: He et al., "Deep residual learning for image recognition", arXiv:1512.03385; ResNeXt:
///   Xie et al., arXiv:1611.05431; Wide ResNet: Zagoruyko and Komodakis, arXiv:1605.07146.
struct ResNet {
  /// Residual blocks in each of the four layers.
  let blockCounts: [Int]
  let isBottleneck: Bool
  var groups = 1
  /// Channels of one group's 3×3 convolution in the first layer.
  var groupWidth = 64

  private var expansion: Int { isBottleneck ? 4 : 1 }

  func graph(input: Operation.Input, classes: Int) throws(GraphError) -> Graph {
    var builder = GraphBuilder(input: input)
    var value = builder.add(
      "conv1",
      .convolution(Operation.Convolution(outputChannels: 64, kernel: 7, stride: 2, padding: 3)),
      builder.input)
    value = builder.add("bn1", .batchNorm(Operation.BatchNorm()), value)
    value = builder.add("relu", .activation(.relu), value)
    value = builder.add(
      "maxpool", .pooling(Operation.Pooling(.maximum, kernel: 3, stride: 2, padding: 1)), value)
    builder.endStage("stem")

    var inputChannels = 64
    for (layer, blockCount) in blockCounts.enumerated() {
      let channels = 64 << layer
      for block in 0..<blockCount {
        let stride = layer > 0 && block == 0 ? 2 : 1
        value = addBlock(
          to: &builder, "layer\(layer + 1).\(block)", channels: channels, stride: stride,
          projects: stride != 1 || inputChannels != channels * expansion, from: value)
        inputChannels = channels * expansion
      }
      builder.endStage("layer\(layer + 1)")
    }
    value = builder.add("avgpool", .globalAveragePooling, value)
    _ = builder.add("fc", .linear(Operation.Linear(outputFeatures: classes)), value)
    return try builder.build()
  }

  /// - Parameter projects: Whether the shortcut is a 1×1 convolution because shapes differ.
  private func addBlock(
    to builder: inout GraphBuilder, _ name: String, channels: Int, stride: Int, projects: Bool,
    from source: GraphBuilder.Value
  ) -> GraphBuilder.Value {
    let convolutions = convolutions(channels: channels, stride: stride)
    var value = source
    for (index, convolution) in convolutions.enumerated() {
      let isLast = index == convolutions.count - 1
      value = builder.addBlock(
        name, names: ("conv\(index + 1)", "bn\(index + 1)", "relu\(index + 1)"), convolution,
        GraphBuilder.Block(activation: isLast ? nil : .relu), from: value)
    }
    var shortcut = source
    if projects {
      shortcut = builder.addNumberedBlock(
        "\(name).downsample",
        Operation.Convolution(
          outputChannels: channels * expansion, kernel: 1, stride: Extent(both: stride)),
        GraphBuilder.Block(activation: nil), from: source)
    }
    value = builder.add("\(name).add", .addition, value, shortcut)
    return builder.add("\(name).relu\(convolutions.count)", .activation(.relu), value)
  }

  private func convolutions(channels: Int, stride: Int) -> [Operation.Convolution] {
    let stride = Extent(both: stride)
    guard isBottleneck else {
      return [
        Operation.Convolution(outputChannels: channels, kernel: 3, stride: stride, padding: 1),
        Operation.Convolution(outputChannels: channels, kernel: 3, padding: 1),
      ]
    }
    let width = channels * groupWidth / 64 * groups
    return [
      Operation.Convolution(outputChannels: width, kernel: 1),
      Operation.Convolution(
        outputChannels: width, kernel: 3, stride: stride, padding: 1, groups: groups),
      Operation.Convolution(outputChannels: channels * expansion, kernel: 1),
    ]
  }
}
