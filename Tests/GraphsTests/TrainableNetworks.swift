import Graphs

/// Small networks that between them hold everything a backbone is made of.
enum TrainableNetworks {
  static func all() throws -> [(name: String, graph: Graph)] {
    [
      ("head", try head()), ("flattened", try flattened()), ("residual", try residual()),
      ("mobile", try mobile()), ("branches", try branches()), ("odd", try odd()),
    ]
  }

  /// A head with every operation that one has, behind a convolution.
  static func head() throws -> Graph {
    var builder = GraphBuilder(input: .init(height: 4, width: 5))
    var x = builder.add("conv", .convolution(.init(outputChannels: 6, kernel: 3)), builder.input)
    x = builder.add("convActivation", .activation(.relu), x)
    x = builder.add("spatialNorm", .batchNorm(.init(epsilon: 1e-3)), x)
    x = builder.add("pool", .globalAveragePooling, x)
    x = builder.add("hidden", .linear(.init(outputFeatures: 7, hasBias: false)), x)
    x = builder.add("norm", .batchNorm(.init(epsilon: 1e-2)), x)
    x = builder.add("activation", .activation(.relu6), x)
    x = builder.add("drop", .dropout(.init(rate: 0.4)), x)
    _ = builder.add("classes", .linear(.init(outputFeatures: 3)), x)
    return try builder.build()
  }

  /// As VGG: biases, maxima, uneven windows, a flattened map.
  static func flattened() throws -> Graph {
    var builder = GraphBuilder(input: .init(height: 7, width: 6))
    var x = builder.add(
      "conv1",
      .convolution(.init(outputChannels: 5, kernel: 3, padding: 1, hasBias: true)), builder.input)
    x = builder.add("relu1", .activation(.relu), x)
    x = builder.add(
      "maxpool", .pooling(.init(.maximum, kernel: 3, stride: 2, padding: 1, roundsUp: true)), x)
    x = builder.add(
      "conv2", .convolution(.init(outputChannels: 6, kernel: 3, hasBias: true)), x)
    x = builder.add("norm2", .batchNorm(.init()), x)
    x = builder.add("relu2", .activation(.relu), x)
    x = builder.add("avgpool", .adaptiveAveragePooling(.init(height: 2, width: 2)), x)
    x = builder.add("flatten", .flatten, x)
    x = builder.add("hidden", .linear(.init(outputFeatures: 5)), x)
    x = builder.add("activation", .activation(.relu), x)
    _ = builder.add("classes", .linear(.init(outputFeatures: 4)), x)
    return try builder.build()
  }

  /// As ResNet: two blocks, one with a projection; groups in the middle.
  static func residual() throws -> Graph {
    var builder = GraphBuilder(input: .init(height: 7, width: 6))
    var x = builder.add(
      "conv1", .convolution(.init(outputChannels: 8, kernel: 5, stride: 2, padding: 2)),
      builder.input)
    x = builder.add("bn1", .batchNorm(.init()), x)
    x = builder.add("relu", .activation(.relu), x)
    builder.endStage("stem")
    for (index, stride) in [1, 2].enumerated() {
      let name = "layer\(index + 1)"
      let channels = 8 * stride
      var y = builder.add(
        "\(name).conv1",
        .convolution(
          .init(
            outputChannels: channels, kernel: 3, stride: stride == 1 ? 1 : 2, padding: 1,
            groups: 2)), x)
      y = builder.add("\(name).bn1", .batchNorm(.init()), y)
      y = builder.add("\(name).relu1", .activation(.relu), y)
      y = builder.add(
        "\(name).conv2", .convolution(.init(outputChannels: channels, kernel: 3, padding: 1)), y)
      y = builder.add("\(name).bn2", .batchNorm(.init()), y)
      if stride == 2 {
        x = builder.add(
          "\(name).downsample.0",
          .convolution(.init(outputChannels: channels, kernel: 1, stride: 2)), x)
        x = builder.add("\(name).downsample.1", .batchNorm(.init()), x)
      }
      x = builder.add("\(name).add", .addition, y, x)
      x = builder.add("\(name).relu2", .activation(.relu), x)
      builder.endStage(name)
    }
    x = builder.add("avgpool", .globalAveragePooling, x)
    _ = builder.add("classes", .linear(.init(outputFeatures: 3)), x)
    return try builder.build()
  }

  /// As EfficientNet-Lite: depthwise filters with "SAME" padding, ReLU6, an addition without activation.
  static func mobile() throws -> Graph {
    var builder = GraphBuilder(input: .init(height: 6, width: 5))
    func block(
      _ name: String, _ convolution: Graphs.Operation.Convolution, _ activates: Bool,
      _ x: GraphBuilder.Value
    ) -> GraphBuilder.Value {
      var y = builder.add("\(name).0", .convolution(convolution), x)
      y = builder.add("\(name).1", .batchNorm(.init(epsilon: 1e-3, momentum: 0.01)), y)
      return activates ? builder.add("\(name).2", .activation(.relu6), y) : y
    }
    var x = block(
      "stem", .init(outputChannels: 6, kernel: 3, stride: 2, padding: .same), true, builder.input)
    let shortcut = x
    x = block("expand", .init(outputChannels: 12, kernel: 1), true, x)
    x = block(
      "filter", .init(outputChannels: 12, kernel: 5, padding: .same, groups: 12), true, x)
    x = block("project", .init(outputChannels: 6, kernel: 1), false, x)
    x = builder.add("depth", .dropout(.init(rate: 0.3, dropsImages: true)), x)
    x = builder.add("add", .addition, x, shortcut)
    x = block(
      "reduce", .init(outputChannels: 6, kernel: 3, stride: 2, padding: .same, groups: 6), true, x)
    x = builder.add("avgpool", .globalAveragePooling, x)
    x = builder.add("drop", .dropout(.init(rate: 0.2)), x)
    _ = builder.add("classes", .linear(.init(outputFeatures: 3)), x)
    return try builder.build()
  }

  /// As SqueezeNet and Inception: one value with several readers, joined along the channels.
  static func branches() throws -> Graph {
    var builder = GraphBuilder(input: .init(height: 5, width: 5))
    var x = builder.add(
      "squeeze", .convolution(.init(outputChannels: 4, kernel: 1, hasBias: true)), builder.input)
    x = builder.add("squeezeRelu", .activation(.relu), x)
    var a = builder.add("a", .convolution(.init(outputChannels: 5, kernel: 1, hasBias: true)), x)
    a = builder.add("aRelu", .activation(.relu), a)
    var b = builder.add(
      "b",
      .convolution(.init(outputChannels: 3, kernel: 3, padding: 1, dilation: 1, hasBias: false)), x)
    b = builder.add("bNorm", .batchNorm(.init()), b)
    b = builder.add("bRelu", .activation(.relu), b)
    let c = builder.add(
      "c", .pooling(.init(.average, kernel: 3, stride: 1, padding: 1, countsPadding: false)), x)
    x = builder.add("join", .concatenation, a, b, c)
    x = builder.add(
      "maxpool", .pooling(.init(.maximum, kernel: 3, stride: 2)), x)
    x = builder.add("norm", .batchNorm(.init()), x)
    x = builder.add("relu", .activation(.relu), x)
    x = builder.add("avgpool", .globalAveragePooling, x)
    _ = builder.add("classes", .linear(.init(outputFeatures: 4)), x)
    return try builder.build()
  }

  /// What no backbone does but a graph may: a value added to itself, an activation with two readers, a norm
  /// of a norm.
  static func odd() throws -> Graph {
    var builder = GraphBuilder(input: .init(height: 5, width: 5))
    var x = builder.add(
      "conv", .convolution(.init(outputChannels: 4, kernel: 3, dilation: 2)), builder.input)
    x = builder.add("norm1", .batchNorm(.init()), x)
    x = builder.add("norm2", .batchNorm(.init()), x)
    let active = builder.add("relu", .activation(.relu6), x)
    let doubled = builder.add("double", .addition, active, active)
    x = builder.add("sum", .addition, doubled, active)
    x = builder.add("mix", .convolution(.init(outputChannels: 3, kernel: 1)), x)
    x = builder.add("flatten", .flatten, x)
    _ = builder.add("classes", .linear(.init(outputFeatures: 3)), x)
    return try builder.build()
  }
}
