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
    case .linear, .linearInputGradient, .linearWeightGradient:
      return nil
    case .columnSum(let rows, let columns):
      return { columnSum($0[0], into: $1[0], rows, columns) }
    case .activation(let function, let count):
      return { activation(function, $0[0], into: $1[0], count) }
    case .activationGradient(let function, let count):
      return { activationGradient(function, $0[0], $0[1], into: $1[0], count) }
    case .mask(let count):
      return { inputs, outputs in
        for index in 0..<count { outputs[0][index] = inputs[0][index] * inputs[1][index] }
      }
    case .sum(let count):
      return { inputs, outputs in
        for index in 0..<count { outputs[0][index] = inputs[0][index] + inputs[1][index] }
      }
    case .batchNorm(let rows, let channels, let epsilon):
      return { batchNorm($0, $1, rows, channels, Float(epsilon)) }
    case .runningStatistics(let rows, let channels, let momentum):
      return { runningStatistics($0, $1, rows, channels, Float(momentum)) }
    case .batchNormInference(let rows, let channels, let epsilon):
      return { batchNormInference($0, $1[0], rows, channels, Float(epsilon)) }
    case .batchNormGradient(let rows, let channels, let epsilon):
      return { batchNormGradient($0, $1, rows, channels, Float(epsilon)) }
    case .globalAveragePooling(let batch, let positions, let channels):
      return { globalAveragePooling($0[0], into: $1[0], batch, positions, channels) }
    case .globalAveragePoolingGradient(let batch, let positions, let channels):
      return { globalAveragePoolingGradient($0[0], into: $1[0], batch, positions, channels) }
    case .flatten(let batch, let positions, let channels):
      return { transpose($0[0], into: $1[0], batch, positions, channels) }
    case .flattenGradient(let batch, let positions, let channels):
      return { transpose($0[0], into: $1[0], batch, channels, positions) }
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
    }
  }
}
