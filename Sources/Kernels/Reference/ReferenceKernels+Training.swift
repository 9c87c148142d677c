import Tensors

extension ReferenceKernels {
  public func training(
    _ operation: TrainingOperation, inputs: [Layout], elementType: ElementType
  ) throws -> any TrainingKernel {
    ReferenceTrainingKernel(operation: operation, elementType: elementType)
  }
}

/// An operation's definition as a kernel, on plain layouts.
private struct ReferenceTrainingKernel: TrainingKernel {
  let operation: TrainingOperation
  let inputs: [Layout]
  let outputs: [Layout]

  init(operation: TrainingOperation, elementType: ElementType) {
    self.operation = operation
    (inputs, outputs) = operation.plainLayouts(elementType: elementType)
  }

  func bind(
    inputs: [UnsafeMutableRawPointer], outputs: [UnsafeMutableRawPointer],
    scratch: UnsafeMutableRawPointer
  ) throws -> any BoundKernel {
    BoundDefinition(kernel: self, inputs: inputs, outputs: outputs)
  }
}

private final class BoundDefinition: BoundKernel {
  private let kernel: ReferenceTrainingKernel
  private let inputs: [UnsafeMutableRawPointer]
  private let outputs: [UnsafeMutableRawPointer]

  init(
    kernel: ReferenceTrainingKernel, inputs: [UnsafeMutableRawPointer],
    outputs: [UnsafeMutableRawPointer]
  ) {
    self.kernel = kernel
    self.inputs = inputs
    self.outputs = outputs
  }

  func run() throws {
    // Sound: the caller promised buffers as large as their layouts, which are plain.
    let values = zip(kernel.inputs, inputs).map { $0.load(from: $1) }
    let results = Reference.evaluate(kernel.operation, values)
    for (index, result) in results.enumerated() {
      kernel.outputs[index].store(result, at: outputs[index])
    }
  }
}
