import Tensors

/// A loop of our own for inference, with its packed weight and bias.
struct PackedLoop: Kernel {
  typealias Numbers = UnsafePointer<Float>

  let inputs: [Layout]
  let output: Layout
  let scratchByteCount: Int
  let weight: AlignedStorage
  let bias: AlignedStorage
  let loop: @Sendable (LoopBuffers, _ weight: Numbers, _ bias: Numbers) -> Void

  var weightByteCount: Int { weight.byteCount + bias.byteCount }

  func bind(_ buffers: KernelBuffers) throws -> any BoundKernel {
    precondition(buffers.inputs.count == inputs.count, "as many buffers as layouts")
    let buffers = LoopBuffers(
      inputs: buffers.inputs, outputs: [buffers.output], scratch: buffers.scratch)
    // The bound loop holds this kernel, and so what the two addresses point to.
    return BoundLoop { [self] in loop(buffers, Numbers(weight.numbers), Numbers(bias.numbers)) }
  }
}

extension AlignedStorage {
  /// Sound where the storage was made for numbers of single precision, as a packed loop's is.
  var numbers: UnsafeMutablePointer<Float> { start.assumingMemoryBound(to: Float.self) }
}
