import Kernels
import Tensors

/// How one kind of layer goes forward in training, and how its gradient goes back.
///
/// `backward` reads `.gradient(layer.output)`, which is there already, and writes the slots that the builder
/// wants: the inputs' gradients and the parameters'. What is not wanted is not computed.
struct GradientRule: Sendable {
  typealias Body = @Sendable (inout GradientBuilder, TrainingLayer) -> Void

  let forward: Body
  let backward: Body

  /// Every operation of a network.
  static let table: [Operation.Kind: GradientRule] = [
    .convolution: convolution,
    .batchNorm: batchNorm,
    .activation: activation,
    .pooling: pooling,
    .adaptiveAveragePooling: adaptiveAveragePooling,
    .globalAveragePooling: globalAveragePooling,
    .flatten: flatten,
    .linear: linear,
    .addition: addition,
    .concatenation: concatenation,
    .dropout: dropout,
  ]
}

extension GradientRule {
  static let linear = GradientRule(
    forward: { builder, layer in
      let (rows, inputs, outputs) = builder.linear(layer)
      let parameters = builder.parameters(layer.node)
      builder.emit(
        .linear(rows: rows, inputs: inputs, outputs: outputs, hasBias: parameters.count > 1),
        [.value(layer.inputs[0])] + parameters, [.value(layer.output)])
    },
    backward: { builder, layer in
      let input = layer.inputs[0]
      let (rows, inputs, outputs) = builder.linear(layer)
      let names = builder.parameterNames(layer.node)
      let gradient = GradientBuilder.Slot.gradient(layer.output)
      if let slot = builder.gradientSlot(ofParameter: names[0]) {
        builder.emit(
          .linearWeightGradient(rows: rows, inputs: inputs, outputs: outputs),
          [.value(input), gradient], [slot])
      }
      if names.count > 1, let slot = builder.gradientSlot(ofParameter: names[1]) {
        builder.emit(.columnSum(rows: rows, columns: outputs), [gradient], [slot])
      }
      if let slot = builder.gradientSlot(of: input, reader: layer) {
        builder.emit(
          .linearInputGradient(rows: rows, inputs: inputs, outputs: outputs),
          [gradient, .parameter(names[0])], [slot])
      }
    })

  /// The gate of the way back is the gradient's collection, which every layer with an activation has.
  static let activation = GradientRule(
    forward: { builder, layer in
      guard let function = layer.activation else { return }
      builder.emit(
        .activation(function, builder.shape(layer.output)), [.value(layer.inputs[0])],
        [.value(layer.output)])
    },
    backward: { builder, layer in builder.passGradient(of: layer, to: layer.inputs[0]) })

  static let addition = GradientRule(
    forward: { builder, layer in
      builder.emit(
        .addition(layer.activation, builder.shape(layer.output)),
        layer.inputs.map { .value($0) }, [.value(layer.output)])
    },
    backward: { builder, layer in
      for input in layer.inputs { builder.passGradient(of: layer, to: input) }
    })

  static let dropout = GradientRule(
    forward: { builder, layer in
      guard case .dropout(let dropout) = builder.graph.nodes[layer.node].operation else { return }
      builder.dropouts.append(
        TrainingProgram.Dropout(
          node: layer.node,
          rowElements: dropout.dropsImages ? 1 : builder.graph.shapes[layer.node].elementCount,
          dropsImages: dropout.dropsImages,
          rate: builder.mode == .training ? dropout.rate : 0))
      builder.emit(
        builder.masking(layer), [.value(layer.inputs[0]), .mask(layer.node)],
        [.value(layer.output)])
    },
    backward: { builder, layer in
      guard let slot = builder.gradientSlot(of: layer.inputs[0], reader: layer) else { return }
      builder.emit(
        builder.masking(layer), [.gradient(layer.output), .mask(layer.node)], [slot])
    })
}

extension GradientBuilder {
  fileprivate func masking(_ layer: TrainingLayer) -> TrainingOperation {
    guard case .dropout(let dropout) = graph.nodes[layer.node].operation, dropout.dropsImages
    else { return .mask(shape(layer.output)) }
    return .imageScale(shape(layer.output))
  }

  fileprivate func linear(_ layer: TrainingLayer) -> (rows: Int, inputs: Int, outputs: Int) {
    (
      microBatch, graph.shapes[layer.inputs[0]].elementCount,
      graph.shapes[layer.output].elementCount
    )
  }
}
