import Tensors

/// One step of a training plan, ready for buffers. Immutable: workers share it.
public protocol TrainingKernel: Sendable {
  var scratchByteCount: Int { get }

  /// Ties the kernel to `float32` buffers as large as ``TrainingOperation/elementCounts`` says. An output
  /// may be the very buffer of an input only in `runningStatistics`.
  func bind(
    inputs: [UnsafeMutableRawPointer], outputs: [UnsafeMutableRawPointer],
    scratch: UnsafeMutableRawPointer
  ) throws -> any BoundKernel
}

/// A function over buffers as a kernel.
struct BufferKernel: TrainingKernel {
  typealias Buffer = UnsafeMutableBufferPointer<Float>

  let operation: TrainingOperation
  let function: @Sendable (_ inputs: [Buffer], _ outputs: [Buffer]) -> Void

  var scratchByteCount: Int { 0 }

  func bind(
    inputs: [UnsafeMutableRawPointer], outputs: [UnsafeMutableRawPointer],
    scratch: UnsafeMutableRawPointer
  ) throws -> any BoundKernel {
    let counts = operation.elementCounts
    precondition(
      inputs.count == counts.inputs.count && outputs.count == counts.outputs.count,
      "\(operation) reads \(counts.inputs.count) and writes \(counts.outputs.count) buffers")
    // Sound: the caller's promise about sizes.
    func buffers(_ addresses: [UnsafeMutableRawPointer], _ counts: [Int]) -> [Buffer] {
      zip(addresses, counts).map {
        Buffer(start: $0.assumingMemoryBound(to: Float.self), count: $1)
      }
    }
    return BoundFunction(
      function: function, inputs: buffers(inputs, counts.inputs),
      outputs: buffers(outputs, counts.outputs))
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
