import Kernels
import Tensors

extension GradientRule {
  static let pooling = GradientRule(
    forward: { builder, layer in
      let (description, channels) = builder.pooling(layer)
      let winners: [GradientBuilder.Slot] =
        description.function == .maximum ? [.winners(layer.node)] : []
      builder.emit(
        .pooling(description, batch: builder.microBatch, channels: channels),
        [.value(layer.inputs[0])], [.value(layer.output)] + winners)
    },
    backward: { builder, layer in
      guard let slot = builder.gradientSlot(of: layer.inputs[0], reader: layer) else { return }
      let (description, channels) = builder.pooling(layer)
      let winners: [GradientBuilder.Slot] =
        description.function == .maximum ? [.winners(layer.node)] : []
      builder.emit(
        .poolingGradient(description, batch: builder.microBatch, channels: channels),
        [.gradient(layer.output)] + winners, [slot])
    })

  static let adaptiveAveragePooling = reshaping(
    { .adaptiveAveragePooling($0, height: $1[1], width: $1[2]) },
    { .adaptiveAveragePoolingGradient($0, height: $1[1], width: $1[2]) })

  static let globalAveragePooling = reshaping(
    { input, _ in .globalAveragePooling(input) },
    { input, _ in .globalAveragePoolingGradient(input) })

  static let flatten = reshaping(
    { input, _ in .flatten(input) }, { input, _ in .flattenGradient(input) })

  static let concatenation = GradientRule(
    forward: { builder, layer in
      let shape = builder.shape(layer.output)
      builder.emit(
        .concatenation(
          batch: shape[0], height: shape[1], width: shape[2],
          channels: layer.inputs.map { builder.graph.shapes[$0][2] }),
        layer.inputs.map { .value($0) }, [.value(layer.output)])
    },
    backward: { builder, layer in
      let shape = builder.shape(layer.output)
      for (index, input) in layer.inputs.enumerated() {
        guard let slot = builder.gradientSlot(of: input, reader: layer) else { continue }
        builder.emit(
          .concatenationGradient(
            batch: shape[0], height: shape[1], width: shape[2],
            channels: layer.inputs.map { builder.graph.shapes[$0][2] }, index: index),
          [.gradient(layer.output)], [slot])
      }
    })

  /// An operation of one value without parameters, given by the shapes of input and output.
  private static func reshaping(
    _ forward: @escaping @Sendable (_ input: Shape, _ output: Shape) -> TrainingOperation,
    _ backward: @escaping @Sendable (_ input: Shape, _ output: Shape) -> TrainingOperation
  ) -> GradientRule {
    GradientRule(
      forward: { builder, layer in
        let shapes = (builder.shape(layer.inputs[0]), builder.shape(layer.output))
        builder.emit(
          forward(shapes.0, shapes.1), [.value(layer.inputs[0])], [.value(layer.output)])
      },
      backward: { builder, layer in
        guard let slot = builder.gradientSlot(of: layer.inputs[0], reader: layer) else { return }
        let shapes = (builder.shape(layer.inputs[0]), builder.shape(layer.output))
        builder.emit(backward(shapes.0, shapes.1), [.gradient(layer.output)], [slot])
      })
  }
}

extension GradientBuilder {
  fileprivate func pooling(
    _ layer: TrainingLayer
  ) -> (description: PoolingDescription, channels: Int) {
    guard case .pooling(let pooling) = graph.nodes[layer.node].operation else {
      preconditionFailure("the table maps poolings here")
    }
    return (graph.description(of: pooling, node: layer.node), graph.shapes[layer.node][2])
  }
}
