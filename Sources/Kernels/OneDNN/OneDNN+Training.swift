import Tensors

extension OneDNN {
  public func training(
    _ operation: TrainingOperation, inputs layouts: [Layout], elementType: ElementType
  ) throws -> any TrainingKernel {
    if let loop = try Loops.best.kernel(operation, inputs: layouts, elementType: elementType) {
      return loop
    }
    switch operation {
    case .convolution, .convolutionInputGradient, .convolutionWeightGradient:
      return try trainingConvolution(operation, elementType: elementType)
    case .pooling, .poolingGradient, .adaptiveAveragePooling, .adaptiveAveragePoolingGradient:
      return try trainingPooling(operation, inputs: layouts, elementType: elementType)
    case .concatenation, .concatenationGradient, .flatten, .flattenGradient:
      return try rearrangement(operation, inputs: layouts, elementType: elementType)
    default:
      guard let product = try matrixProduct(operation) else {
        throw KernelError.unsupported(operation: "\(operation)")
      }
      return product
    }
  }
}
