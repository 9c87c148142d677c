import Kernels
import Tensors

extension GradientRule {
  /// A norm that was not folded: see ``NormStatistics`` for what it normalizes with.
  static let batchNorm = GradientRule(
    forward: { builder, layer in
      switch builder.statistics(ofNorm: layer.node) {
      case .running: builder.normFactors(layer)
      case .adapting:
        builder.normFactors(layer)
        builder.moments(layer)
        // Once every micro-batch has been normalized with the statistics as they were.
        builder.batchStatistics(layer, .update)
      case .batch:
        builder.moments(layer)
        builder.batchStatistics(layer, .whole)
      }
      builder.emit(
        .scaleShift(
          layer.activation, addsResidual: layer.residual != nil, builder.shape(layer.output)),
        [.value(layer.inputs[0]), .list(layer.node, .scale), .list(layer.node, .shift)]
          + (layer.residual.map { [.value($0)] } ?? []),
        [.value(layer.output)])
    },
    backward: { builder, layer in
      if let residual = layer.residual { builder.passGradient(of: layer, to: residual) }
      switch builder.statistics(ofNorm: layer.node) {
      case .running, .adapting: builder.constantNormGradient(layer)
      case .batch: builder.batchNormGradient(layer)
      }
    })
}

extension GradientBuilder {
  private func list(_ layer: TrainingLayer, _ list: TrainingProgram.NormList) -> Slot {
    .list(layer.node, list)
  }

  private func channels(_ layer: TrainingLayer) -> Int {
    graph.shapes[layer.node].dimensions.last ?? 1
  }

  private func positions(_ layer: TrainingLayer) -> Int {
    graph.shapes[layer.node].elementCount / channels(layer)
  }

  fileprivate mutating func normFactors(_ layer: TrainingLayer) {
    emit(
      .normFactors(channels: channels(layer), epsilon: graph.epsilon(ofNorm: layer.node)),
      parameters(layer.node), [list(layer, .scale), list(layer, .shift)], .prepare)
  }

  /// The running mean is the centre: near the batch's, it keeps the sums of squares exact.
  fileprivate mutating func moments(_ layer: TrainingLayer) {
    emit(
      .moments(shape(layer.node)),
      [.value(layer.inputs[0]), parameters(layer.node)[2], .images],
      [list(layer, .sum), list(layer, .squareSum)])
  }

  fileprivate mutating func batchStatistics(
    _ layer: TrainingLayer, _ scope: TrainingProgram.Scope
  ) {
    guard case .batchNorm(let norm) = graph.nodes[layer.node].operation else { return }
    let parameters = parameters(layer.node)
    emit(
      .batchStatistics(
        channels: channels(layer), positions: positions(layer), epsilon: norm.epsilon),
      [
        list(layer, .sum), list(layer, .squareSum), parameters[2], parameters[0], parameters[1],
        .batchImages,
      ],
      [list(layer, .mean), list(layer, .variance)]
        + (scope == .whole ? [list(layer, .scale), list(layer, .shift)] : [unread(0), unread(1)]),
      scope)
    emit(
      .runningStatistics(
        channels: channels(layer), positions: positions(layer), momentum: norm.momentum),
      [
        parameters[2], parameters[3], list(layer, .mean), list(layer, .variance), .batchImages,
      ],
      [parameters[2], parameters[3]], scope)
  }

  fileprivate mutating func constantNormGradient(_ layer: TrainingLayer) {
    let names = parameterNames(layer.node)
    let wanted = names.prefix(2).map(gradientSlot(ofParameter:))
    let gradient = Slot.gradient(layer.output)
    if wanted.contains(where: { $0 != nil }) {
      let sums = [list(layer, .gradientSum), list(layer, .gradientProduct)]
      emit(
        .gradientMoments(shape(layer.node)),
        [gradient, .value(layer.inputs[0]), .parameter(names[2]), .images], sums)
      emit(
        .normParameterGradient(
          channels: channels(layer), epsilon: graph.epsilon(ofNorm: layer.node)),
        sums + [.parameter(names[3])], wanted.enumerated().map { $1 ?? unread($0) }, .finish)
    }
    guard let slot = gradientSlot(of: layer.inputs[0], reader: layer) else { return }
    emit(.channelScale(shape(layer.node)), [gradient, list(layer, .scale)], [slot])
  }

  fileprivate mutating func batchNormGradient(_ layer: TrainingLayer) {
    let names = parameterNames(layer.node)
    let gradient = Slot.gradient(layer.output)
    let sums = [list(layer, .gradientSum), list(layer, .gradientProduct)]
    let factors = [
      list(layer, .gradientScale), list(layer, .gradientSlope), list(layer, .gradientShift),
    ]
    emit(
      .gradientMoments(shape(layer.node)),
      [gradient, .value(layer.inputs[0]), list(layer, .mean), .images], sums)
    emit(
      .batchNormGradient(
        channels: channels(layer), positions: positions(layer),
        epsilon: graph.epsilon(ofNorm: layer.node)),
      sums + [
        list(layer, .mean), list(layer, .variance), .parameter(names[0]), .batchImages,
      ],
      names.prefix(2).map(gradientSlot(ofParameter:)).enumerated().map { $1 ?? unread($0) }
        + factors, .whole)
    guard let slot = gradientSlot(of: layer.inputs[0], reader: layer) else { return }
    emit(
      .batchNormInputGradient(shape(layer.node)),
      [gradient, .value(layer.inputs[0]), list(layer, .mean)] + factors + [.images], [slot])
  }
}
