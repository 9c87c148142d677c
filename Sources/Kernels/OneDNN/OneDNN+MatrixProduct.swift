import COneDNN
import Tensors

extension OneDNN {
  /// A linear layer or one of its gradients, as a product of matrices given by their strides.
  func matrixProduct(_ operation: TrainingOperation) throws -> PrimitiveKernel? {
    switch operation {
    case .linear(let rows, let inputs, let outputs, let hasBias):
      // y [rows, outputs] = x [rows, inputs] · (w [outputs, inputs])ᵀ
      try product(
        operation, Factor(0, [rows, inputs], strides: [inputs, 1]),
        Factor(1, [inputs, outputs], strides: [1, inputs]), hasBias: hasBias)
    case .linearInputGradient(let rows, let inputs, let outputs):
      // dx [rows, inputs] = dy [rows, outputs] · w [outputs, inputs]
      try product(
        operation, Factor(0, [rows, outputs], strides: [outputs, 1]),
        Factor(1, [outputs, inputs], strides: [inputs, 1]))
    case .linearWeightGradient(let rows, let inputs, let outputs):
      // dw [outputs, inputs] = (dy [rows, outputs])ᵀ · x [rows, inputs]
      try product(
        operation, Factor(1, [outputs, rows], strides: [1, outputs]),
        Factor(0, [rows, inputs], strides: [inputs, 1]))
    default:
      nil
    }
  }

  private struct Factor {
    /// Which of the operation's inputs.
    let input: Int
    let extents: [Int]
    let descriptor: MemoryDescriptor

    init(_ input: Int, _ extents: [Int], strides: [Int]) throws {
      self.input = input
      self.extents = extents
      descriptor = try MemoryDescriptor(extents, .float32, strides: strides)
    }
  }

  private func product(
    _ operation: TrainingOperation, _ left: Factor, _ right: Factor, hasBias: Bool = false
  ) throws -> PrimitiveKernel {
    let (inputs, outputs) = operation.plainLayouts()
    let name = "a product of matrices \(left.extents) and \(right.extents)"
    let columns = right.extents[1]
    let bias = try MemoryDescriptor([1, columns], .float32, tag: dnnl_ab)
    var raw = dnnl_matmul_desc_t()
    var source = left.descriptor.raw
    var weight = right.descriptor.raw
    var target = try outputs[0].descriptor().raw
    try withUnsafePointer(to: bias.raw) { bias in
      try Self.check(
        dnnl_matmul_desc_init(&raw, &source, &weight, hasBias ? bias : nil, &target), name)
    }
    var arguments = [
      try PrimitiveKernel.Argument(DNNL_ARG_SRC, inputs[left.input], as: left.descriptor),
      try PrimitiveKernel.Argument(DNNL_ARG_WEIGHTS, inputs[right.input], as: right.descriptor),
    ]
    if left.input > right.input { arguments.swapAt(0, 1) }
    if hasBias { arguments.append(try .init(DNNL_ARG_BIAS, inputs[2], as: bias)) }
    return PrimitiveKernel(
      try Primitive(raw, attributes: PrimitiveAttributes(), operation: name), inputs: arguments,
      outputs: [try .init(DNNL_ARG_DST, outputs[0])])
  }
}
