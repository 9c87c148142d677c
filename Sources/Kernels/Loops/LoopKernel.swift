import Tensors

/// A loop of our own as a kernel.
struct LoopKernel: TrainingKernel {
  let inputs: [Layout]
  let outputs: [Layout]
  var scratchByteCount = 0
  var inPlaceInputs: [Int] = []
  /// Prepares the loop for its buffers; what it returns allocates nothing.
  let prepare: @Sendable (LoopBuffers) -> () -> Void

  func bind(
    inputs: [UnsafeMutableRawPointer], outputs: [UnsafeMutableRawPointer],
    scratch: UnsafeMutableRawPointer
  ) throws -> any BoundKernel {
    precondition(
      inputs.count == self.inputs.count && outputs.count == self.outputs.count,
      "as many buffers as layouts")
    return BoundLoop(prepare(LoopBuffers(inputs: inputs, outputs: outputs, scratch: scratch)))
  }
}

/// The addresses that a loop works on. Sound: the caller of ``TrainingKernel/bind(inputs:outputs:scratch:)`` or
/// ``Kernel/bind(_:)`` promised buffers as large as the kernel's layouts, which outlive the bound kernel.
struct LoopBuffers {
  let inputs: [UnsafeMutableRawPointer]
  let outputs: [UnsafeMutableRawPointer]
  let scratch: UnsafeMutableRawPointer

  /// Input `index` as numbers of single precision.
  func list(_ index: Int) -> UnsafePointer<Float> {
    UnsafePointer(inputs[index].assumingMemoryBound(to: Float.self))
  }

  /// Output `index` as numbers of single precision.
  func result(_ index: Int) -> UnsafeMutablePointer<Float> {
    outputs[index].assumingMemoryBound(to: Float.self)
  }

  /// Scratch memory from an offset on, in bytes.
  func scratch<Element>(
    _ type: Element.Type, at offset: Int = 0
  ) -> UnsafeMutablePointer<Element> {
    (scratch + offset).assumingMemoryBound(to: type)
  }
}

final class BoundLoop: BoundKernel {
  private let loop: () -> Void

  init(_ loop: @escaping () -> Void) {
    self.loop = loop
  }

  func run() throws { loop() }
}
