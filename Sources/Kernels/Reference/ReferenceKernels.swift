import Tensors

/// Every operation as its definition says, one element after the other, in plain layouts.
///
/// Slow and short: what the fast sets are compared with.
public struct ReferenceKernels: KernelSet {
  public init() {}

  public var identity: String { "reference" }

  public func requireSupport(for elementType: ElementType) throws {
    guard elementType == .float32 || elementType == .bfloat16 else {
      throw KernelError.unsupported(operation: "\(elementType) arithmetic")
    }
  }

  public func convolution(
    _ description: ConvolutionDescription, input: Layout, elementType: ElementType
  ) throws -> any Kernel {
    let output = Layout(plain: description.outputShape, elementType: elementType)
    let source = Layout(plain: input.shape, elementType: elementType)
    return ReferenceKernel(
      inputs: description.addsResidual ? [source, output] : [source], output: output,
      inPlaceInput: description.addsResidual ? 1 : nil
    ) { inputs in
      var result = Reference.convolution(
        inputs[0], weight: description.weight.floats, bias: description.bias?.floats,
        geometry: description.geometry)
      if description.addsResidual { result = zip(result, inputs[1]).map { $0 + $1 } }
      return description.activation.map { Reference.activation(result, $0) } ?? result
    }
  }

  public func pooling(_ description: PoolingDescription, input: Layout) throws -> any Kernel {
    let shape = input.shape
    return ReferenceKernel(
      inputs: [input.plain],
      output: Layout(
        plain: [
          shape[0], description.vertical.output, description.horizontal.output, shape[3],
        ], elementType: input.elementType)
    ) { Reference.pooling($0[0], batch: shape[0], channels: shape[3], description) }
  }

  public func adaptiveAveragePooling(height: Int, width: Int, input: Layout) throws -> any Kernel {
    let shape = input.shape
    return ReferenceKernel(
      inputs: [input.plain],
      output: Layout(plain: [shape[0], height, width, shape[3]], elementType: input.elementType)
    ) { Reference.adaptiveAveragePooling($0[0], shape: shape, height: height, width: width) }
  }

  public func globalAveragePooling(input: Layout) throws -> any Kernel {
    let shape = input.shape
    return ReferenceKernel(
      inputs: [input.plain],
      output: Layout(plain: [shape[0], shape[3]], elementType: input.elementType)
    ) { Reference.adaptiveAveragePooling($0[0], shape: shape, height: 1, width: 1) }
  }

  public func flatten(input: Layout) throws -> any Kernel {
    let shape = input.shape
    return ReferenceKernel(
      inputs: [input.plain],
      output: Layout(
        plain: [shape[0], shape[1] * shape[2] * shape[3]], elementType: input.elementType)
    ) { Reference.flatten($0[0], shape: shape) }
  }

  public func linear(_ description: LinearDescription, input: Layout) throws -> any Kernel {
    let batch = input.shape[0]
    return ReferenceKernel(
      inputs: [input.plain],
      output: Layout(plain: [batch, description.weight.shape[0]], elementType: input.elementType)
    ) {
      let result = Reference.linear(
        $0[0], batch: batch, weight: description.weight.floats, bias: description.bias?.floats)
      return description.activation.map { Reference.activation(result, $0) } ?? result
    }
  }

  public func addition(_ activation: ActivationFunction?, inputs: [Layout]) throws -> any Kernel {
    ReferenceKernel(inputs: inputs.map(\.plain), output: inputs[0].plain) {
      let sum = zip($0[0], $0[1]).map { $0 + $1 }
      return activation.map { Reference.activation(sum, $0) } ?? sum
    }
  }

  public func concatenation(inputs: [Layout]) throws -> any Kernel {
    let first = inputs[0].shape
    let channels = inputs.map { $0.shape[3] }
    return ReferenceKernel(
      inputs: inputs.map(\.plain),
      output: Layout(
        plain: [first[0], first[1], first[2], channels.reduce(0, +)],
        elementType: inputs[0].elementType)
    ) { Reference.concatenation($0, channels: channels) }
  }

  public func activation(_ function: ActivationFunction, input: Layout) throws -> any Kernel {
    ReferenceKernel(inputs: [input.plain], output: input.plain) {
      Reference.activation($0[0], function)
    }
  }

  public func channelAffine(scale: Tensor, shift: Tensor, input: Layout) throws -> any Kernel {
    ReferenceKernel(inputs: [input.plain], output: input.plain) {
      Reference.channelAffine($0[0], scale: scale.floats, shift: shift.floats)
    }
  }

  public func reorder(from: Layout, to: Layout) throws -> any Kernel {
    ReferenceKernel(inputs: [from.plain], output: to.plain) { $0[0] }
  }
}

extension Layout {
  var plain: Layout { Layout(plain: shape, elementType: elementType) }
}
