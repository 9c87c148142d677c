import Kernels
import Tensors

extension GradientRule {
  /// With a norm behind it whose statistics are constants, the convolution runs with weights that the norm is
  /// multiplied into; what the loss's gradient by those says of `w`, `γ` and `β` is worked out once a step.
  static let convolution = GradientRule(
    forward: { builder, layer in
      let geometry = builder.graph.geometry(
        ofConvolution: layer.node, batch: builder.microBatch)
      var parameters = builder.parameters(layer.node)
      if let norm = layer.foldedNorm {
        let folded: [GradientBuilder.Slot] = [
          .foldedWeight(layer.node), .foldedBias(layer.node),
        ]
        builder.emit(
          .foldNorm(
            weight: geometry.weightShape, groups: geometry.groups, hasBias: parameters.count > 1,
            epsilon: builder.graph.epsilon(ofNorm: norm)),
          parameters + builder.parameters(norm), folded, .prepare)
        parameters = folded
      }
      builder.emit(
        .convolution(geometry, hasBias: parameters.count > 1, activation: layer.activation),
        [.value(layer.inputs[0])] + parameters, [.value(layer.output)])
    },
    backward: { builder, layer in
      let geometry = builder.graph.geometry(
        ofConvolution: layer.node, batch: builder.microBatch)
      if let norm = layer.foldedNorm {
        builder.foldedGradients(layer, norm, geometry)
      } else {
        builder.weightGradients(layer, geometry)
      }
      guard let slot = builder.gradientSlot(of: layer.inputs[0], reader: layer) else { return }
      builder.emit(
        .convolutionInputGradient(geometry),
        [
          .gradient(layer.output),
          layer.foldedNorm == nil
            ? builder.parameters(layer.node)[0] : .foldedWeight(layer.node),
        ], [slot])
    })
}

extension GradientBuilder {
  fileprivate mutating func weightGradients(
    _ layer: TrainingLayer, _ geometry: ConvolutionGeometry
  ) {
    let names = parameterNames(layer.node)
    let slots = names.map(gradientSlot(ofParameter:))
    guard slots.contains(where: { $0 != nil }) else { return }
    emit(
      .convolutionWeightGradient(geometry, hasBias: names.count > 1),
      [.value(layer.inputs[0]), .gradient(layer.output)],
      slots.enumerated().map { $1 ?? unread($0) })
  }

  fileprivate mutating func foldedGradients(
    _ layer: TrainingLayer, _ norm: Int, _ geometry: ConvolutionGeometry
  ) {
    let names = parameterNames(layer.node)
    let normNames = parameterNames(norm)
    let wanted = (names + normNames.prefix(2)).map(gradientSlot(ofParameter:))
    guard wanted.contains(where: { $0 != nil }) else { return }
    let folded: [Slot] = [
      .foldedWeightGradient(layer.node), .foldedBiasGradient(layer.node),
    ]
    emit(
      .convolutionWeightGradient(geometry, hasBias: true),
      [.value(layer.inputs[0]), .gradient(layer.output)], folded)
    emit(
      .foldNormGradient(
        weight: geometry.weightShape, groups: geometry.groups, hasBias: names.count > 1,
        epsilon: graph.epsilon(ofNorm: norm)),
      folded + parameters(layer.node)
        + [normNames[0], normNames[2], normNames[3]].map { .parameter($0) },
      wanted.enumerated().map { $1 ?? unread($0) }, .finish)
  }
}
