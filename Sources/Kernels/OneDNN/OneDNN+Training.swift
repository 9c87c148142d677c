import COneDNN
import Tensors

extension OneDNN {
  public func training(
    _ operation: TrainingOperation, inputs layouts: [Layout], elementType: ElementType
  ) throws -> any TrainingKernel {
    switch operation {
    case .linear(let rows, let inputs, let outputs, let hasBias):
      // y [rows, outputs] = x [rows, inputs] · (w [outputs, inputs])ᵀ
      return try MatrixProduct(
        operation,
        left: [rows, inputs], leftStrides: [inputs, 1], right: [inputs, outputs],
        rightStrides: [1, inputs], order: [0, 1], hasBias: hasBias)
    case .linearInputGradient(let rows, let inputs, let outputs):
      // dx [rows, inputs] = dy [rows, outputs] · w [outputs, inputs]
      return try MatrixProduct(
        operation,
        left: [rows, outputs], leftStrides: [outputs, 1], right: [outputs, inputs],
        rightStrides: [inputs, 1], order: [0, 1], hasBias: false)
    case .linearWeightGradient(let rows, let inputs, let outputs):
      // dw [outputs, inputs] = (dy [rows, outputs])ᵀ · x [rows, inputs]
      return try MatrixProduct(
        operation,
        left: [outputs, rows], leftStrides: [1, outputs], right: [rows, inputs],
        rightStrides: [inputs, 1], order: [1, 0], hasBias: false)
    default:
      return try Dense.kernel(operation)
        ?? ReferenceKernels().training(operation, inputs: layouts, elementType: elementType)
    }
  }
}

/// A product of two matrices given by their strides; the result lies row by row.
private struct MatrixProduct: TrainingKernel {
  let primitive: Primitive
  let left: MemoryDescriptor
  let right: MemoryDescriptor
  let result: MemoryDescriptor
  let bias: MemoryDescriptor?
  /// Which of the operation's inputs are the left and the right factor.
  let order: [Int]
  let inputs: [Layout]
  let outputs: [Layout]

  init(
    _ operation: TrainingOperation, left: [Int], leftStrides: [Int], right: [Int], rightStrides: [Int], order: [Int], hasBias: Bool
  ) throws {
    (inputs, outputs) = operation.plainLayouts()
    let operation = "a product of matrices \(left) and \(right)"
    self.left = try MemoryDescriptor(left, .float32, strides: leftStrides)
    self.right = try MemoryDescriptor(right, .float32, strides: rightStrides)
    result = try MemoryDescriptor([left[0], right[1]], .float32, tag: dnnl_ab)
    bias = hasBias ? try MemoryDescriptor([1, right[1]], .float32, tag: dnnl_ab) : nil
    self.order = order
    var raw = dnnl_matmul_desc_t()
    var source = self.left.raw
    var weight = self.right.raw
    var target = result.raw
    var biasRaw = bias?.raw ?? dnnl_memory_desc_t()
    try OneDNN.check(
      withUnsafePointer(to: &biasRaw) { biasRaw in
        dnnl_matmul_desc_init(&raw, &source, &weight, hasBias ? biasRaw : nil, &target)
      }, operation)
    primitive = try Primitive(raw, attributes: PrimitiveAttributes(), operation: operation)
  }

  var scratchByteCount: Int { primitive.scratchpad.byteCount }

  func bind(
    inputs: [UnsafeMutableRawPointer], outputs: [UnsafeMutableRawPointer],
    scratch: UnsafeMutableRawPointer
  ) throws -> any BoundKernel {
    var memories = [
      (DNNL_ARG_SRC, try Memory(left, at: inputs[order[0]])),
      (DNNL_ARG_WEIGHTS, try Memory(right, at: inputs[order[1]])),
      (DNNL_ARG_DST, try Memory(result, at: outputs[0])),
      (DNNL_ARG_SCRATCHPAD, try Memory(primitive.scratchpad, at: scratch)),
    ]
    if let bias { memories.append((DNNL_ARG_BIAS, try Memory(bias, at: inputs[2]))) }
    return try BoundPrimitive(primitive: primitive, memories: memories, constants: [])
  }
}
