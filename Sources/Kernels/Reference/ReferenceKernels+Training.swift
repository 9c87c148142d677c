extension ReferenceKernels {
  public func training(_ operation: TrainingOperation) throws -> any TrainingKernel {
    BufferKernel(operation: operation) { inputs, outputs in
      let results = Reference.evaluate(operation, inputs.map { Array($0) })
      for (output, result) in zip(outputs, results) {
        for (index, value) in result.enumerated() { output[index] = value }
      }
    }
  }
}
