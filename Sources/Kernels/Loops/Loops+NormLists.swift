import Tensors

extension Loops {
  /// What a batch norm does to its lists: one number a channel, computed in double precision.
  func normLists(_ operation: TrainingOperation, _ layouts: Layouts) -> LoopKernel? {
    func kernel(_ loop: @escaping @Sendable (LoopBuffers, _ channel: Int) -> Void) -> LoopKernel {
      let channels = layouts.outputs[0].shape[0]
      return LoopKernel(inputs: layouts.inputs, outputs: layouts.outputs) { buffers in
        { for channel in 0..<channels { loop(buffers, channel) } }
      }
    }
    switch operation {
    case .batchStatistics(_, let positions, let epsilon):
      return kernel { buffers, channel in
        let count = Double(buffers.list(5)[0]) * Double(positions)
        let offset = buffers.number(0, channel) / count
        let mean = buffers.number(2, channel) + offset
        let variance = max(buffers.number(1, channel) / count - offset * offset, 0)
        let scale = buffers.number(3, channel) / (variance + epsilon).squareRoot()
        buffers.result(0)[channel] = Float(mean)
        buffers.result(1)[channel] = Float(variance)
        buffers.result(2)[channel] = Float(scale)
        buffers.result(3)[channel] = Float(buffers.number(4, channel) - mean * scale)
      }
    case .normFactors(_, let epsilon):
      return kernel { buffers, channel in
        let scale =
          buffers.number(0, channel) / (buffers.number(3, channel) + epsilon).squareRoot()
        buffers.result(0)[channel] = Float(scale)
        buffers.result(1)[channel] = Float(
          buffers.number(1, channel) - buffers.number(2, channel) * scale)
      }
    case .runningStatistics(_, let positions, let momentum):
      return kernel { buffers, channel in
        let count = Double(buffers.list(4)[0]) * Double(positions)
        let correction = count / max(count - 1, 1)
        let mean =
          (1 - momentum) * buffers.number(0, channel) + momentum * buffers.number(2, channel)
        let variance =
          (1 - momentum) * buffers.number(1, channel)
          + momentum * buffers.number(3, channel) * correction
        buffers.result(0)[channel] = Float(mean)
        buffers.result(1)[channel] = Float(variance)
      }
    case .batchNormGradient(_, let positions, let epsilon):
      return kernel { buffers, channel in
        let count = Double(buffers.list(5)[0]) * Double(positions)
        let inverse = 1 / (buffers.number(3, channel) + epsilon).squareRoot()
        let (sum, gradient) = (buffers.number(0, channel), buffers.number(1, channel) * inverse)
        let a = buffers.number(4, channel) * inverse
        buffers.result(0)[channel] = Float(gradient)
        buffers.result(1)[channel] = Float(sum)
        buffers.result(2)[channel] = Float(a)
        buffers.result(3)[channel] = Float(-a * gradient * inverse / count)
        buffers.result(4)[channel] = Float(-a * sum / count)
      }
    case .normParameterGradient(_, let epsilon):
      return kernel { buffers, channel in
        let (sum, product) = (buffers.number(0, channel), buffers.number(1, channel))
        let variance = buffers.number(2, channel)
        buffers.result(0)[channel] = Float(product / (variance + epsilon).squareRoot())
        buffers.result(1)[channel] = Float(sum)
      }
    default:
      return nil
    }
  }
}

extension LoopBuffers {
  /// Number `index` of list `input`.
  func number(_ input: Int, _ index: Int) -> Double { Double(list(input)[index]) }
}
