import Kernels
import Tensors

/// oneDNN's kernels, but what one kind of training step writes is too large by a share.
struct SpoiledKernels: KernelSet {
  /// The name of a case of `TrainingOperation`.
  let kind: String
  /// What is too large is multiplied by this.
  let factor: Float
  private let base = OneDNN()

  init(_ kind: String, factor: Float) {
    self.kind = kind
    self.factor = factor
  }

  func training(
    _ operation: TrainingOperation, inputs: [Layout], elementType: ElementType
  ) throws -> any TrainingKernel {
    let kernel = try base.training(operation, inputs: inputs, elementType: elementType)
    let name = String(describing: operation).prefix { $0 != "(" }
    return name == kind ? SpoiledKernel(base: kernel, factor: factor) : kernel
  }

  // MARK: As ever

  var identity: String { base.identity }
  func requireSupport(for elementType: ElementType) throws {
    try base.requireSupport(for: elementType)
  }
  func algorithm(
    for description: ConvolutionDescription, elementType: ElementType
  ) -> ConvolutionDescription.Algorithm {
    base.algorithm(for: description, elementType: elementType)
  }
  func convolution(
    _ description: ConvolutionDescription, input: Layout, elementType: ElementType
  ) throws -> any Kernel {
    try base.convolution(description, input: input, elementType: elementType)
  }
  func pooling(_ description: PoolingDescription, input: Layout) throws -> any Kernel {
    try base.pooling(description, input: input)
  }
  func adaptiveAveragePooling(height: Int, width: Int, input: Layout) throws -> any Kernel {
    try base.adaptiveAveragePooling(height: height, width: width, input: input)
  }
  func globalAveragePooling(input: Layout) throws -> any Kernel {
    try base.globalAveragePooling(input: input)
  }
  func flatten(input: Layout) throws -> any Kernel { try base.flatten(input: input) }
  func linear(_ description: LinearDescription, input: Layout) throws -> any Kernel {
    try base.linear(description, input: input)
  }
  func addition(_ activation: ActivationFunction?, inputs: [Layout]) throws -> any Kernel {
    try base.addition(activation, inputs: inputs)
  }
  func concatenation(inputs: [Layout]) throws -> any Kernel {
    try base.concatenation(inputs: inputs)
  }
  func activation(_ function: ActivationFunction, input: Layout) throws -> any Kernel {
    try base.activation(function, input: input)
  }
  func channelAffine(scale: Tensor, shift: Tensor, input: Layout) throws -> any Kernel {
    try base.channelAffine(scale: scale, shift: shift, input: input)
  }
  func reorder(from: Layout, to: Layout) throws -> any Kernel {
    try base.reorder(from: from, to: to)
  }
}

private struct SpoiledKernel: TrainingKernel {
  let base: any TrainingKernel
  let factor: Float

  var inputs: [Layout] { base.inputs }
  var outputs: [Layout] { base.outputs }
  var scratchByteCount: Int { base.scratchByteCount }
  var inPlaceInputs: [Int] { base.inPlaceInputs }

  func bind(
    inputs: [UnsafeMutableRawPointer], outputs: [UnsafeMutableRawPointer],
    scratch: UnsafeMutableRawPointer
  ) throws -> any BoundKernel {
    Bound(
      base: try base.bind(inputs: inputs, outputs: outputs, scratch: scratch),
      // Sound: whoever binds keeps buffers as large as the layouts say; all are of single precision here.
      output: UnsafeMutableBufferPointer(
        start: outputs[0].assumingMemoryBound(to: Float.self),
        count: base.outputs[0].byteCount / 4),
      factor: factor)
  }

  private final class Bound: BoundKernel {
    private let base: any BoundKernel
    private let output: UnsafeMutableBufferPointer<Float>
    private let factor: Float

    init(base: any BoundKernel, output: UnsafeMutableBufferPointer<Float>, factor: Float) {
      self.base = base
      self.output = output
      self.factor = factor
    }

    func run() throws {
      try base.run()
      for index in output.indices { output[index] *= factor }
    }
  }
}
