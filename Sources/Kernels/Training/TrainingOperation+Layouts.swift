import Tensors

extension TrainingOperation {
  /// What is read and what is written, in plain layouts, maps in the given type.
  public func plainLayouts(
    elementType: ElementType = .float32
  ) -> (inputs: [Layout], outputs: [Layout]) {
    func map(_ shape: Shape) -> Layout { Layout(plain: shape, elementType: elementType) }
    func matrix(_ rows: Int, _ columns: Int) -> Layout { Layout(plain: [rows, columns]) }
    func list(_ count: Int) -> Layout { Layout(plain: [count]) }
    func lists(_ count: Int, _ repeats: Int) -> [Layout] {
      [Layout](repeating: list(count), count: repeats)
    }
    let images = list(1)
    switch self {
    case .linear(let rows, let inputs, let outputs, let hasBias):
      return (
        [matrix(rows, inputs), matrix(outputs, inputs)] + (hasBias ? [list(outputs)] : []),
        [matrix(rows, outputs)]
      )
    case .linearInputGradient(let rows, let inputs, let outputs):
      return ([matrix(rows, outputs), matrix(outputs, inputs)], [matrix(rows, inputs)])
    case .linearWeightGradient(let rows, let inputs, let outputs):
      return ([matrix(rows, inputs), matrix(rows, outputs)], [matrix(outputs, inputs)])
    case .columnSum(let rows, let columns):
      return ([matrix(rows, columns)], [list(columns)])

    case .convolution(let geometry, let hasBias, _):
      return (
        [map(geometry.inputShape), geometry.plainWeight]
          + (hasBias ? [list(geometry.outputChannels)] : []), [map(geometry.outputShape)]
      )
    case .convolutionInputGradient(let geometry):
      return ([map(geometry.outputShape), geometry.plainWeight], [map(geometry.inputShape)])
    case .convolutionWeightGradient(let geometry, let hasBias):
      return (
        [map(geometry.inputShape), map(geometry.outputShape)],
        [geometry.plainWeight] + (hasBias ? [list(geometry.outputChannels)] : [])
      )

    case .pooling(let description, let batch, let channels):
      let output = map(description.outputShape(batch: batch, channels: channels))
      return (
        [map(description.inputShape(batch: batch, channels: channels))],
        description.function == .maximum ? [output, output] : [output]
      )
    case .poolingGradient(let description, let batch, let channels):
      let output = map(description.outputShape(batch: batch, channels: channels))
      return (
        description.function == .maximum ? [output, output] : [output],
        [map(description.inputShape(batch: batch, channels: channels))]
      )
    case .adaptiveAveragePooling(let shape, let height, let width):
      return ([map(shape)], [map([shape[0], height, width, shape[3]])])
    case .adaptiveAveragePoolingGradient(let shape, let height, let width):
      return ([map([shape[0], height, width, shape[3]])], [map(shape)])
    case .concatenation(let batch, let height, let width, let channels):
      return (
        channels.map { map([batch, height, width, $0]) },
        [map([batch, height, width, channels.reduce(0, +)])]
      )
    case .concatenationGradient(let batch, let height, let width, let channels, let index):
      return (
        [map([batch, height, width, channels.reduce(0, +)])],
        [map([batch, height, width, channels[index]])]
      )
    case .globalAveragePooling(let shape):
      return ([map(shape)], [matrix(shape[0], shape[3])])
    case .globalAveragePoolingGradient(let shape):
      return ([matrix(shape[0], shape[3])], [map(shape)])
    case .flatten(let shape):
      return ([map(shape)], [matrix(shape[0], shape.elementCount / shape[0])])
    case .flattenGradient(let shape):
      return ([matrix(shape[0], shape.elementCount / shape[0])], [map(shape)])

    case .activation(_, let shape):
      return ([map(shape)], [map(shape)])
    case .addition(_, let shape), .mask(let shape):
      return ([map(shape), map(shape)], [map(shape)])
    case .gatedSum(let function, let terms, let shape):
      return (
        [Layout](repeating: map(shape), count: terms + (function == nil ? 0 : 1)), [map(shape)]
      )
    case .imageScale(let shape):
      return ([map(shape), list(shape[0])], [map(shape)])

    case .moments(let shape):
      return ([map(shape), list(shape.channels), images], lists(shape.channels, 2))
    case .batchStatistics(let channels, _, _):
      return (lists(channels, 5) + [images], lists(channels, 4))
    case .normFactors(let channels, _):
      return (lists(channels, 4), lists(channels, 2))
    case .runningStatistics(let channels, _, _):
      return (lists(channels, 4) + [images], lists(channels, 2))
    case .scaleShift(_, let addsResidual, let shape):
      return (
        [map(shape)] + lists(shape.channels, 2) + (addsResidual ? [map(shape)] : []), [map(shape)]
      )
    case .gradientMoments(let shape):
      return ([map(shape), map(shape), list(shape.channels), images], lists(shape.channels, 2))
    case .batchNormGradient(let channels, _, _):
      return (lists(channels, 5) + [images], lists(channels, 5))
    case .batchNormInputGradient(let shape):
      return ([map(shape), map(shape)] + lists(shape.channels, 4) + [images], [map(shape)])
    case .normParameterGradient(let channels, _):
      return (lists(channels, 3), lists(channels, 2))
    case .channelScale(let shape):
      return ([map(shape), list(shape.channels)], [map(shape)])
    case .foldNorm(let shape, let groups, let hasBias, _):
      return (
        [Layout(plainWeight: shape, groups: groups)] + lists(shape[0], hasBias ? 5 : 4),
        [Layout(plainWeight: shape, groups: groups), list(shape[0])]
      )
    case .foldNormGradient(let shape, let groups, let hasBias, _):
      let weight = Layout(plainWeight: shape, groups: groups)
      return (
        [weight, list(shape[0]), weight] + lists(shape[0], hasBias ? 4 : 3),
        [weight] + lists(shape[0], hasBias ? 3 : 2)
      )

    case .softmaxCrossEntropy(let rows, let classes):
      return (
        [matrix(rows, classes), matrix(rows, classes)], [matrix(rows, classes), list(rows)]
      )
    case .softmaxCrossEntropyGradient(let rows, let classes):
      return (
        [matrix(rows, classes), matrix(rows, classes), list(rows)], [matrix(rows, classes)]
      )
    }
  }
}

extension ConvolutionGeometry {
  /// How files hold the weight.
  public var plainWeight: Layout { Layout(plainWeight: weightShape, groups: groups) }
}

extension PoolingDescription {
  func inputShape(batch: Int, channels: Int) -> Shape {
    [batch, vertical.input, horizontal.input, channels]
  }

  func outputShape(batch: Int, channels: Int) -> Shape {
    [batch, vertical.output, horizontal.output, channels]
  }
}

extension Shape {
  /// The last extent.
  var channels: Int { dimensions[rank - 1] }

  /// Pixels of a map, 1 for a batch of vectors.
  var positions: Int { rank == 4 ? self[1] * self[2] : 1 }
}
