import Glibc
import Tensors

extension Loops {
  /// Matrices, row by row.
  func rows(_ operation: TrainingOperation, _ layouts: Layouts) -> LoopKernel? {
    func kernel(_ loop: @escaping @Sendable (LoopBuffers) -> Void) -> LoopKernel {
      LoopKernel(inputs: layouts.inputs, outputs: layouts.outputs) { buffers in { loop(buffers) } }
    }
    switch operation {
    case .columnSum(let rows, let columns):
      return kernel { buffers in
        let (input, sums) = (buffers.list(0), buffers.result(0))
        sums.update(repeating: 0, count: columns)
        for row in 0..<rows {
          for column in 0..<columns { sums[column] += input[row * columns + column] }
        }
      }
    case .softmaxCrossEntropy(let rows, let classes):
      return kernel { buffers in
        for row in 0..<rows {
          let start = row * classes
          buffers.result(1)[row] = Self.softmaxCrossEntropy(
            buffers.list(0) + start, buffers.list(1) + start, into: buffers.result(0) + start,
            classes)
        }
      }
    case .softmaxCrossEntropyGradient(let rows, let classes):
      return kernel { buffers in
        for row in 0..<rows {
          let weight = buffers.list(2)[row]
          for index in row * classes..<(row + 1) * classes {
            buffers.result(0)[index] = weight * (buffers.list(0)[index] - buffers.list(1)[index])
          }
        }
      }
    default:
      return nil
    }
  }

  /// Shifted by the largest logit, so that no exponential overflows.
  /// - Returns: The loss.
  private static func softmaxCrossEntropy(
    _ logits: UnsafePointer<Float>, _ targets: UnsafePointer<Float>,
    into softmax: UnsafeMutablePointer<Float>, _ classes: Int
  ) -> Float {
    var largest = -Float.infinity
    for index in 0..<classes { largest = max(largest, logits[index]) }
    var total: Float = 0
    for index in 0..<classes {
      let exponential = expf(logits[index] - largest)
      softmax[index] = exponential
      total += exponential
    }
    let logTotal = largest + logf(total)
    var loss: Float = 0
    for index in 0..<classes {
      softmax[index] /= total
      // A class without a share costs nothing, even where its logit is −∞.
      if targets[index] != 0 { loss += targets[index] * (logTotal - logits[index]) }
    }
    return loss
  }
}
