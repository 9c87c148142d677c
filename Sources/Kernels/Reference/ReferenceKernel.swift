import Tensors

/// A function of arrays as a kernel. Values are computed in single precision and rounded on storing.
struct ReferenceKernel: Kernel {
  typealias Function = @Sendable (_ inputs: [[Float]]) -> [Float]

  let inputs: [Layout]
  let output: Layout
  let inPlaceInput: Int?
  let function: Function

  var scratchByteCount: Int { 0 }

  init(
    inputs: [Layout], output: Layout, inPlaceInput: Int? = nil, function: @escaping Function
  ) {
    self.inputs = inputs
    self.output = output
    self.inPlaceInput = inPlaceInput
    self.function = function
  }

  func bind(_ buffers: KernelBuffers) throws -> any BoundKernel {
    BoundReferenceKernel(kernel: self, buffers: buffers)
  }
}

private final class BoundReferenceKernel: BoundKernel {
  private let kernel: ReferenceKernel
  private let buffers: KernelBuffers

  init(kernel: ReferenceKernel, buffers: KernelBuffers) {
    self.kernel = kernel
    self.buffers = buffers
  }

  func run() throws {
    let inputs = zip(kernel.inputs, buffers.inputs).map { $0.load(from: $1) }
    kernel.output.store(kernel.function(inputs), at: buffers.output)
  }
}

extension Layout {
  // Sound: whoever binds a reference kernel gives buffers as large as their layouts, which are plain.

  func load(from address: UnsafeMutableRawPointer) -> [Float] {
    let count = shape.elementCount
    switch elementType {
    case .bfloat16:
      let source = address.assumingMemoryBound(to: UInt16.self)
      return (0..<count).map { BFloat16(bitPattern: source[$0]).float }
    default:
      return Array(
        UnsafeBufferPointer(start: address.assumingMemoryBound(to: Float.self), count: count))
    }
  }

  func store(_ values: [Float], at address: UnsafeMutableRawPointer) {
    precondition(values.count == shape.elementCount, "a reference kernel filled its output")
    switch elementType {
    case .bfloat16:
      let target = address.assumingMemoryBound(to: UInt16.self)
      for (index, value) in values.enumerated() { target[index] = BFloat16(value).bitPattern }
    default:
      let target = address.assumingMemoryBound(to: Float.self)
      for (index, value) in values.enumerated() { target[index] = value }
    }
  }
}
