import Tensors

/// A function over plain single-precision buffers as a kernel.
struct BufferKernel: TrainingKernel {
  typealias Buffer = UnsafeMutableBufferPointer<Float>

  let inputs: [Layout]
  let outputs: [Layout]
  let function: @Sendable (_ inputs: [Buffer], _ outputs: [Buffer]) -> Void

  init(
    operation: TrainingOperation,
    function: @escaping @Sendable (_ inputs: [Buffer], _ outputs: [Buffer]) -> Void
  ) {
    (inputs, outputs) = operation.plainLayouts()
    self.function = function
  }

  func bind(
    inputs: [UnsafeMutableRawPointer], outputs: [UnsafeMutableRawPointer],
    scratch: UnsafeMutableRawPointer
  ) throws -> any BoundKernel {
    precondition(
      inputs.count == self.inputs.count && outputs.count == self.outputs.count,
      "as many buffers as layouts")
    // Sound: the caller's promise about sizes.
    func buffers(_ addresses: [UnsafeMutableRawPointer], _ layouts: [Layout]) -> [Buffer] {
      zip(addresses, layouts).map {
        Buffer(start: $0.assumingMemoryBound(to: Float.self), count: $1.shape.elementCount)
      }
    }
    return BoundFunction(
      function: function, inputs: buffers(inputs, self.inputs),
      outputs: buffers(outputs, self.outputs))
  }
}

private final class BoundFunction: BoundKernel {
  private let function: @Sendable ([BufferKernel.Buffer], [BufferKernel.Buffer]) -> Void
  private let inputs: [BufferKernel.Buffer]
  private let outputs: [BufferKernel.Buffer]

  init(
    function: @escaping @Sendable ([BufferKernel.Buffer], [BufferKernel.Buffer]) -> Void,
    inputs: [BufferKernel.Buffer], outputs: [BufferKernel.Buffer]
  ) {
    self.function = function
    self.inputs = inputs
    self.outputs = outputs
  }

  func run() throws { function(inputs, outputs) }
}
