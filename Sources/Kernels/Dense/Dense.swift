/// The operations of a head that no library is needed for: short loops over plain buffers.
///
/// Every sum runs over the rows in their order, so a result depends on nothing but its inputs.
enum Dense {
  typealias Buffer = UnsafeMutableBufferPointer<Float>

  /// - Returns: `nil` for matrix products, which a kernel set brings itself.
  static func kernel(_ operation: TrainingOperation) -> (any TrainingKernel)? {
    function(operation).map { BufferKernel(operation: operation, function: $0) }
  }

  private static func function(
    _ operation: TrainingOperation
  ) -> (@Sendable ([Buffer], [Buffer]) -> Void)? {
    switch operation {
    case .columnSum(let rows, let columns):
      return { columnSum($0[0], into: $1[0], rows, columns) }
    case .activation(let function, let shape):
      return { activation(function, $0[0], into: $1[0], shape.elementCount) }
    case .mask(let shape):
      let count = shape.elementCount
      return { inputs, outputs in
        for index in 0..<count { outputs[0][index] = inputs[0][index] * inputs[1][index] }
      }
    case .softmaxCrossEntropy(let rows, let classes):
      return { softmaxCrossEntropy($0[0], $0[1], $1[0], $1[1], rows, classes) }
    case .softmaxCrossEntropyGradient(let rows, let classes):
      return { inputs, outputs in
        for row in 0..<rows {
          let weight = inputs[2][row]
          for index in row * classes..<(row + 1) * classes {
            outputs[0][index] = weight * (inputs[0][index] - inputs[1][index])
          }
        }
      }
    default:
      return nil
    }
  }
}
