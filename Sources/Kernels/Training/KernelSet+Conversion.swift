import Tensors

extension KernelSet {
  /// A change of layout as a step of a training plan.
  /// - Throws: `KernelError`.
  public func conversion(from: Layout, to: Layout) throws -> any TrainingKernel {
    ConversionKernel(base: try reorder(from: from, to: to))
  }
}

private struct ConversionKernel: TrainingKernel {
  let base: any Kernel

  var inputs: [Layout] { base.inputs }
  var outputs: [Layout] { [base.output] }
  var scratchByteCount: Int { base.scratchByteCount }

  func bind(
    inputs: [UnsafeMutableRawPointer], outputs: [UnsafeMutableRawPointer],
    scratch: UnsafeMutableRawPointer
  ) throws -> any BoundKernel {
    try base.bind(KernelBuffers(inputs: inputs, output: outputs[0], scratch: scratch))
  }
}
