import Kernels
import Tensors

/// One worker's copy of a plan's buffers, with every kernel tied to them.
///
/// Belongs to one worker: fill ``input``, call ``run()``, read the outputs.
public final class InferenceExecutor {
  public let plan: InferencePlan
  let arena: AlignedStorage
  private let kernels: [any BoundKernel]

  /// - Throws: `TensorError.outOfMemory` if the arena cannot be had.
  public init(_ plan: InferencePlan) throws {
    let arena = try AlignedStorage(byteCount: plan.memory.byteCount)
    // Sound: the memory plan gives each buffer a range inside the arena, disjoint from those that
    // live at the same time; the arena lives as long as the bound kernels.
    func address(_ buffer: Int) -> UnsafeMutableRawPointer {
      arena.start + plan.memory.offsets[buffer]
    }
    kernels = try plan.instructions.map { instruction in
      try instruction.kernel.bind(
        KernelBuffers(
          inputs: instruction.inputs.map(address), output: address(instruction.output),
          scratch: address(instruction.scratch)))
    }
    self.plan = plan
    self.arena = arena
  }

  /// `[microBatch, height, width, channels]`. Its content is used up by ``run()``.
  public var input: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(
      start: (arena.start + plan.memory.offsets[plan.inputBuffer])
        .assumingMemoryBound(to: Float.self),
      count: plan.inputShape.elementCount)
  }

  /// - Throws: `KernelError` if a kernel fails, which only a lack of memory can cause.
  public func run() throws {
    for kernel in kernels { try kernel.run() }
  }

  /// The bytes of output `index` after a run, valid until the next.
  public func output(_ index: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: arena.start + plan.memory.offsets[plan.outputBuffers[index]],
      count: plan.outputs[index].byteCount)
  }

  /// The first rows of the first output as single precision.
  /// - Parameter target: At least as many elements.
  public func copyOutput(rows: Int, into target: UnsafeMutableBufferPointer<Float>) {
    let bytes = output(0)
    let count = plan.outputs[0].shape.elementCount / plan.microBatch * rows
    // Sound: the output is plain, of this type and as large as its layout.
    if plan.outputs[0].elementType == .bfloat16 {
      let source = bytes.assumingMemoryBound(to: UInt16.self)
      for index in 0..<count { target[index] = BFloat16(bitPattern: source[index]).float }
    } else {
      let source = bytes.assumingMemoryBound(to: Float.self)
      for index in 0..<count { target[index] = source[index] }
    }
  }
}
