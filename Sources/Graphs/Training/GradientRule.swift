import Kernels
import Tensors

/// How one kind of operation goes forward in training, and how its gradient goes back.
///
/// `backward` reads `.gradient(node)` and writes the slots that the builder wants: the inputs' gradients
/// and the parameters'. What is not wanted is not computed.
struct GradientRule: Sendable {
  typealias Body = @Sendable (inout GradientBuilder, _ node: Int) -> Void

  let forward: Body
  let backward: Body

  /// Every operation that can be trained through.
  static let table: [Operation.Kind: GradientRule] = [
    .linear: linear,
    .batchNorm: batchNorm,
    .activation: activation,
    .dropout: dropout,
    .globalAveragePooling: globalAveragePooling,
    .flatten: flatten,
  ]
}

extension GradientRule {
  static let linear = GradientRule(
    forward: { builder, node in
      let (rows, inputs) = builder.matrix(builder.graph.nodes[node].inputs[0])
      let parameters = builder.graph.parameters(ofNode: node)
      builder.emit(
        .linear(
          rows: rows, inputs: inputs, outputs: builder.matrix(node).columns,
          hasBias: parameters.count > 1),
        [.value(builder.graph.nodes[node].inputs[0])] + parameters.map { .parameter($0.name) },
        [.value(node)])
    },
    backward: { builder, node in
      let input = builder.graph.nodes[node].inputs[0]
      let (rows, inputs) = builder.matrix(input)
      let outputs = builder.matrix(node).columns
      let parameters = builder.graph.parameters(ofNode: node)
      if let slot = builder.gradientSlot(ofParameter: parameters[0].name) {
        builder.emit(
          .linearWeightGradient(rows: rows, inputs: inputs, outputs: outputs),
          [.value(input), .gradient(node)], [slot])
      }
      if parameters.count > 1,
        let slot = builder.gradientSlot(ofParameter: parameters[1].name)
      {
        builder.emit(.columnSum(rows: rows, columns: outputs), [.gradient(node)], [slot])
      }
      if let slot = builder.gradientSlot(of: input, reader: node) {
        builder.emit(
          .linearInputGradient(rows: rows, inputs: inputs, outputs: outputs),
          [.gradient(node), .parameter(parameters[0].name)], [slot])
      }
    })

  static let activation = GradientRule(
    forward: { builder, node in
      builder.emit(
        .activation(builder.activation(node), count: builder.count(node)),
        [.value(builder.graph.nodes[node].inputs[0])], [.value(node)])
    },
    backward: { builder, node in
      guard let slot = builder.gradientSlot(of: builder.graph.nodes[node].inputs[0], reader: node)
      else { return }
      builder.emit(
        .activationGradient(builder.activation(node), count: builder.count(node)),
        [.value(node), .gradient(node)], [slot])
    })

  static let dropout = GradientRule(
    forward: { builder, node in
      guard case .dropout(let dropout) = builder.graph.nodes[node].operation else { return }
      builder.dropouts.append(
        TrainingProgram.Dropout(
          node: node, rowElements: builder.graph.shapes[node].elementCount,
          rate: builder.mode == .training ? dropout.rate : 0))
      builder.emit(
        .mask(count: builder.count(node)),
        [.value(builder.graph.nodes[node].inputs[0]), .mask(node)], [.value(node)])
    },
    backward: { builder, node in
      guard let slot = builder.gradientSlot(of: builder.graph.nodes[node].inputs[0], reader: node)
      else { return }
      builder.emit(
        .mask(count: builder.count(node)), [.gradient(node), .mask(node)], [slot])
    })

  static let globalAveragePooling = GradientRule(
    forward: { builder, node in
      let (batch, positions, channels) = builder.map(builder.graph.nodes[node].inputs[0])
      builder.emit(
        .globalAveragePooling(batch: batch, positions: positions, channels: channels),
        [.value(builder.graph.nodes[node].inputs[0])], [.value(node)])
    },
    backward: { builder, node in
      let input = builder.graph.nodes[node].inputs[0]
      guard let slot = builder.gradientSlot(of: input, reader: node) else { return }
      let (batch, positions, channels) = builder.map(input)
      builder.emit(
        .globalAveragePoolingGradient(batch: batch, positions: positions, channels: channels),
        [.gradient(node)], [slot])
    })

  static let flatten = GradientRule(
    forward: { builder, node in
      let (batch, positions, channels) = builder.map(builder.graph.nodes[node].inputs[0])
      builder.emit(
        .flatten(batch: batch, positions: positions, channels: channels),
        [.value(builder.graph.nodes[node].inputs[0])], [.value(node)])
    },
    backward: { builder, node in
      let input = builder.graph.nodes[node].inputs[0]
      guard let slot = builder.gradientSlot(of: input, reader: node) else { return }
      let (batch, positions, channels) = builder.map(input)
      builder.emit(
        .flattenGradient(batch: batch, positions: positions, channels: channels),
        [.gradient(node)], [slot])
    })

  /// With batch statistics in training, running statistics in evaluation. The running statistics
  /// follow the batch's at once.
  static let batchNorm = GradientRule(
    forward: { builder, node in
      guard case .batchNorm(let norm) = builder.graph.nodes[node].operation else { return }
      let input = builder.graph.nodes[node].inputs[0]
      let (rows, channels) = builder.matrix(node)
      let names = builder.graph.parameters(ofNode: node).map {
        GradientBuilder.Slot.parameter($0.name)
      }
      guard builder.mode == .training else {
        builder.emit(
          .batchNormInference(rows: rows, channels: channels, epsilon: norm.epsilon),
          [.value(input)] + names, [.value(node)])
        return
      }
      builder.emit(
        .batchNorm(rows: rows, channels: channels, epsilon: norm.epsilon),
        [.value(input), names[0], names[1]],
        [.value(node), .batchMean(node), .batchVariance(node)])
      builder.emit(
        .runningStatistics(rows: rows, channels: channels, momentum: norm.momentum),
        [names[2], names[3], .batchMean(node), .batchVariance(node)], [names[2], names[3]])
    },
    backward: { builder, node in
      guard case .batchNorm(let norm) = builder.graph.nodes[node].operation else { return }
      let input = builder.graph.nodes[node].inputs[0]
      let (rows, channels) = builder.matrix(node)
      let names = builder.graph.parameters(ofNode: node).map(\.name)
      // All three come from one kernel; what nobody wants stays in a slot that nobody reads.
      builder.emit(
        .batchNormGradient(rows: rows, channels: channels, epsilon: norm.epsilon),
        [
          .value(input), .parameter(names[0]), .batchMean(node), .batchVariance(node),
          .gradient(node),
        ],
        [
          builder.gradientSlot(of: input, reader: node)
            ?? .gradientShare(input, reader: node),
          .parameterGradient(names[0]), .parameterGradient(names[1]),
        ])
    })
}

extension GradientBuilder {
  fileprivate func activation(_ node: Int) -> ActivationFunction {
    guard case .activation(let activation) = graph.nodes[node].operation else {
      preconditionFailure("the table maps activations here")
    }
    return ActivationFunction(activation)
  }

  fileprivate func map(_ node: Int) -> (batch: Int, positions: Int, channels: Int) {
    let shape = graph.shapes[node]
    return (batch, shape[0] * shape[1], shape[2])
  }
}
