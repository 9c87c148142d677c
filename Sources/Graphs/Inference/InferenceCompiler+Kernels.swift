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
    case (.convolution(let norm, let addsResidual, let activation), .convolution):
      return try convolutionKernel(
        step: step, norm: norm, addsResidual: addsResidual, activation: activation,
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
      return try kernels.pooling(
        graph.description(of: pooling, node: step.node), input: inputs[0])
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
    step: FusedStep, norm: Int?, addsResidual: Bool,
    activation: ActivationFunction?, input: Layout
  ) throws -> any Kernel {
    let geometry = graph.geometry(ofConvolution: step.node, batch: microBatch)
    let folded = try parameters.foldedConvolution(ofNode: step.node, norm: norm)
    var description = ConvolutionDescription(
      geometry, weight: folded.weight, bias: folded.bias, addsResidual: addsResidual,
      activation: activation)
    description.algorithm = kernels.algorithm(
      for: description, elementType: precision.elementType)
    return try kernels.convolution(
      description, input: input, elementType: precision.elementType)
  }
}
