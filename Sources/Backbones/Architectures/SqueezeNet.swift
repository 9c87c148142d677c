import Graphs

/// SqueezeNet 1.1: fire modules, and a convolution instead of a linear layer to classify.
///
/// Layers carry torchvision's names. Stages: one for each resolution, named after the module that
/// ends it: `features.2`, `features.5`, `features.8`, `features.12`.
/// - Source: Iandola et al., "SqueezeNet", arXiv:1602.07360; version 1.1 from its authors'
///   repository.
enum SqueezeNet {
  private enum Module {
    case fire(squeeze: Int, expand: Int)
    case pooling
  }

  /// From `features.2` on.
  private static let modules: [Module] = [
    .pooling, .fire(squeeze: 16, expand: 64), .fire(squeeze: 16, expand: 64),
    .pooling, .fire(squeeze: 32, expand: 128), .fire(squeeze: 32, expand: 128),
    .pooling, .fire(squeeze: 48, expand: 192), .fire(squeeze: 48, expand: 192),
    .fire(squeeze: 64, expand: 256), .fire(squeeze: 64, expand: 256),
  ]

  static func graph(input: Operation.Input, classes: Int) throws(GraphError) -> Graph {
    var builder = GraphBuilder(input: input)
    var value = builder.add(
      "features.0",
      .convolution(
        Operation.Convolution(outputChannels: 64, kernel: 3, stride: 2, hasBias: true)),
      builder.input)
    value = builder.add("features.1", .activation(.relu), value)
    for (index, module) in modules.enumerated() {
      let name = "features.\(index + 2)"
      switch module {
      case .pooling:
        value = builder.add(
          name, .pooling(Operation.Pooling(.maximum, kernel: 3, stride: 2, roundsUp: true)), value)
        builder.endStage(name)
      case .fire(let squeeze, let expand):
        value = addFire(to: &builder, name, squeeze: squeeze, expand: expand, from: value)
      }
    }
    builder.endStage("features.12")
    value = builder.add("classifier.0", .dropout(Operation.Dropout(rate: 0.5)), value)
    value = builder.add(
      "classifier.1",
      .convolution(Operation.Convolution(outputChannels: classes, kernel: 1, hasBias: true)), value)
    value = builder.add("classifier.2", .activation(.relu), value)
    _ = builder.add("classifier.3", .globalAveragePooling, value)
    return try builder.build()
  }

  private static func addFire(
    to builder: inout GraphBuilder, _ name: String, squeeze: Int, expand: Int,
    from source: GraphBuilder.Value
  ) -> GraphBuilder.Value {
    func add(_ part: String, channels: Int, kernel: Extent, from value: GraphBuilder.Value)
      -> GraphBuilder.Value
    {
      let padding: Padding = kernel == 3 ? 1 : 0
      let output = builder.add(
        "\(name).\(part)",
        .convolution(
          Operation.Convolution(
            outputChannels: channels, kernel: kernel, padding: padding, hasBias: true)),
        value)
      return builder.add("\(name).\(part)_activation", .activation(.relu), output)
    }
    let squeezed = add("squeeze", channels: squeeze, kernel: 1, from: source)
    let narrow = add("expand1x1", channels: expand, kernel: 1, from: squeezed)
    let wide = add("expand3x3", channels: expand, kernel: 3, from: squeezed)
    return builder.add("\(name).concat", .concatenation, narrow, wide)
  }
}
