import Kernels
import Tensors

extension InferenceCompiler {
  func kernel(for step: FusedStep) throws -> any Kernel {
    let inputs = try step.inputs.map { input in
      let layout = try layout(of: input)
      // The kernel asks for single precision, and its input is converted.
      return isSinglePrecision(step.node) && layout.shape.rank == 2
        ? Layout(plain: layout.shape) : layout
    }
    switch (step.work, graph.nodes[step.node].operation) {
    case (.convolution(let norm, let addsResidual, let activation), .convolution(let convolution)):
      return try convolutionKernel(
        convolution, step: step, norm: norm, addsResidual: addsResidual, activation: activation,
        input: inputs[0])
    case (.linear(let activation), .linear):
      let parameters = try parameters.tensors(ofNode: step.node)
      return try kernels.linear(
        LinearDescription(
          weight: parameters[0], bias: parameters.count > 1 ? parameters[1] : nil,
          activation: activation),
        input: inputs[0])
    case (.addition(let activation), _):
      return try kernels.addition(activation, inputs: [inputs[0], inputs[0]])
    case (_, .batchNorm(let norm)):
      let affine = try parameters.foldedNorm(ofNode: step.node, epsilon: norm.epsilon)
      return try kernels.channelAffine(
        scale: affine.scale, shift: affine.shift, input: inputs[0])
    case (_, .activation(let activation)):
      return try kernels.activation(ActivationFunction(activation), input: inputs[0])
    case (_, .pooling(let pooling)):
      return try poolingKernel(pooling, node: step.node, input: inputs[0])
    case (_, .adaptiveAveragePooling(let pooling)):
      return try kernels.adaptiveAveragePooling(
        height: pooling.height, width: pooling.width, input: inputs[0])
    case (_, .globalAveragePooling):
      return try kernels.globalAveragePooling(input: inputs[0])
    case (_, .flatten):
      return try kernels.flatten(input: inputs[0])
    case (_, .concatenation):
      return try kernels.concatenation(inputs: inputs)
    case (_, .input), (_, .convolution), (_, .linear), (_, .addition), (_, .dropout):
      preconditionFailure("fusion gives these work of their own")
    }
  }

  private func convolutionKernel(
    _ convolution: Operation.Convolution, step: FusedStep, norm: Int?, addsResidual: Bool,
    activation: ActivationFunction?, input: Layout
  ) throws -> any Kernel {
    let inputShape = graph.shapes[graph.nodes[step.node].inputs[0]]
    let outputShape = graph.shapes[step.node]
    let edges = convolution.padding.edges(
      height: inputShape[0], width: inputShape[1], kernel: convolution.kernel,
      stride: convolution.stride, dilation: convolution.dilation)
    let folded = try parameters.foldedConvolution(ofNode: step.node, norm: norm)
    var description = ConvolutionDescription(
      batch: microBatch, inputChannels: inputShape[2], outputChannels: outputShape[2],
      groups: convolution.groups,
      vertical: .init(
        input: inputShape[0], output: outputShape[0], kernel: convolution.kernel.height,
        stride: convolution.stride.height, dilation: convolution.dilation.height,
        paddingBefore: edges.top, paddingAfter: edges.bottom),
      horizontal: .init(
        input: inputShape[1], output: outputShape[1], kernel: convolution.kernel.width,
        stride: convolution.stride.width, dilation: convolution.dilation.width,
        paddingBefore: edges.left, paddingAfter: edges.right),
      weight: folded.weight, bias: folded.bias, addsResidual: addsResidual, activation: activation)
    description.algorithm = kernels.algorithm(
      for: description, elementType: precision.elementType)
    return try kernels.convolution(
      description, input: input, elementType: precision.elementType)
  }

  private func poolingKernel(
    _ pooling: Operation.Pooling, node: Int, input: Layout
  ) throws -> any Kernel {
    let inputShape = graph.shapes[graph.nodes[node].inputs[0]]
    let outputShape = graph.shapes[node]
    let edges = pooling.padding.edges(
      height: inputShape[0], width: inputShape[1], kernel: pooling.kernel, stride: pooling.stride,
      dilation: 1)
    func axis(_ input: Int, _ output: Int, _ kernel: Int, _ stride: Int, _ before: Int)
      -> ConvolutionDescription.Axis
    {
      // What the last window covers beyond the map, which rounding up may have lengthened.
      let after = max(0, (output - 1) * stride + kernel - input - before)
      return .init(
        input: input, output: output, kernel: kernel, stride: stride, paddingBefore: before,
        paddingAfter: after)
    }
    let function: PoolingDescription.Function =
      switch (pooling.function, pooling.countsPadding) {
      case (.maximum, _): .maximum
      case (.average, true): .averageCountingPadding
      case (.average, false): .averageWithoutPadding
      }
    return try kernels.pooling(
      PoolingDescription(
        function: function,
        vertical: axis(
          inputShape[0], outputShape[0], pooling.kernel.height, pooling.stride.height, edges.top),
        horizontal: axis(
          inputShape[1], outputShape[1], pooling.kernel.width, pooling.stride.width, edges.left)),
      input: input)
  }
}
