import Graphs

/// Inception v3 without the auxiliary classifier, which only training from scratch uses.
///
/// Layers carry torchvision's names (`Mixed_5b.branch1x1.conv`); files also hold `AuxLogits.*`,
/// which loading passes over. torchvision scales the input inside its network (`transform_input`);
/// here the card's mean and standard deviation, both 0.5, say the same. Stages: `stem`, `Mixed_5b`
/// to `Mixed_7c`.
/// - Source: Szegedy et al., "Rethinking the Inception architecture for computer vision",
///   arXiv:1512.00567.
enum InceptionV3 {
  static func graph(input: Operation.Input, classes: Int) throws(GraphError) -> Graph {
    var network = InceptionBuilder(input: input)
    var value = addStem(to: &network)
    let blocks: [(name: String, block: InceptionBlock)] = [
      ("Mixed_5b", .wide(poolChannels: 32)), ("Mixed_5c", .wide(poolChannels: 64)),
      ("Mixed_5d", .wide(poolChannels: 64)), ("Mixed_6a", .firstReduction),
      ("Mixed_6b", .factorized(channels: 128)), ("Mixed_6c", .factorized(channels: 160)),
      ("Mixed_6d", .factorized(channels: 160)), ("Mixed_6e", .factorized(channels: 192)),
      ("Mixed_7a", .secondReduction), ("Mixed_7b", .expanded), ("Mixed_7c", .expanded),
    ]
    for (name, block) in blocks {
      value = network.add(block, name, from: value)
      network.builder.endStage(name)
    }
    value = network.builder.add("avgpool", .globalAveragePooling, value)
    _ = network.builder.addClassifier(
      dropout: ("dropout", 0.5), linear: "fc", classes: classes, from: value)
    return try network.builder.build()
  }

  private static func addStem(to network: inout InceptionBuilder) -> GraphBuilder.Value {
    var value = network.builder.input
    value = network.convolution("Conv2d_1a_3x3", 32, kernel: 3, stride: 2, from: value)
    value = network.convolution("Conv2d_2a_3x3", 32, kernel: 3, from: value)
    value = network.convolution("Conv2d_2b_3x3", 64, kernel: 3, padding: 1, from: value)
    value = network.maximum("maxpool1", from: value)
    value = network.convolution("Conv2d_3b_1x1", 80, kernel: 1, from: value)
    value = network.convolution("Conv2d_4a_3x3", 192, kernel: 3, from: value)
    value = network.maximum("maxpool2", from: value)
    network.builder.endStage("stem")
    return value
  }
}
