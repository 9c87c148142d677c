import CLoops
import Tensors

extension Loops {
  /// What a batch norm does to maps.
  func norm(_ operation: TrainingOperation, _ layouts: Layouts) -> LoopKernel? {
    let map = layouts.inputs[0]
    let (path, half, extent) = (path, map.isBFloat16, map.extent)
    switch operation {
    case .moments:
      return moments(layouts, hasGradient: false)
    case .gradientMoments:
      return moments(layouts, hasGradient: true)
    case .scaleShift(let function, let addsResidual, _):
      let bounds = function?.bounds ?? .none
      return LoopKernel(
        inputs: layouts.inputs, outputs: layouts.outputs,
        inPlaceInputs: addsResidual ? [0, 3] : [0]
      ) { buffers in
        {
          graft_scale_shift(
            path, half, extent, bounds, buffers.inputs[0], buffers.list(1), buffers.list(2),
            addsResidual ? buffers.inputs[3] : nil, buffers.outputs[0])
        }
      }
    case .channelScale:
      return LoopKernel(inputs: layouts.inputs, outputs: layouts.outputs, inPlaceInputs: [0]) {
        buffers in
        {
          graft_scale_shift(
            path, half, extent, .none, buffers.inputs[0], buffers.list(1), nil, nil,
            buffers.outputs[0])
        }
      }
    case .batchNormInputGradient:
      let perImage = map.byteCount / extent.images
      return LoopKernel(inputs: layouts.inputs, outputs: layouts.outputs, inPlaceInputs: [0]) {
        buffers in
        {
          let counted = extent.counting(buffers.list(6)[0])
          graft_input_gradient(
            path, half, counted, buffers.inputs[0], buffers.inputs[1], buffers.list(2),
            buffers.list(3), buffers.list(4), buffers.list(5), buffers.outputs[0])
          (buffers.outputs[0] + counted.images * perImage).initializeMemory(
            as: UInt8.self, repeating: 0, count: (extent.images - counted.images) * perImage)
        }
      }
    default:
      return nil
    }
  }

  /// Reads with a gradient `dy, x, centre, images`, else `x, centre, images`; writes two sums a channel.
  private func moments(_ layouts: Layouts, hasGradient: Bool) -> LoopKernel {
    let map = layouts.inputs[0]
    let (path, extent) = (path, map.extent)
    let room = graft_list_room(extent)
    let first = hasGradient ? 1 : 0
    return LoopKernel(
      inputs: layouts.inputs, outputs: layouts.outputs, scratchByteCount: 2 * room * 8
    ) { buffers in
      let sums = buffers.scratch(Double.self)
      return {
        graft_moments(
          path, map.isBFloat16, extent.counting(buffers.list(first + 2)[0]),
          hasGradient ? buffers.inputs[0] : nil, buffers.inputs[first], buffers.list(first + 1),
          sums, sums + room)
        for channel in 0..<extent.channels {
          buffers.result(0)[channel] = Float(sums[channel])
          buffers.result(1)[channel] = Float(sums[room + channel])
        }
      }
    }
  }
}

extension graft_extent {
  /// The leading images only.
  /// - Parameter images: How many count: an operation's `images`.
  fileprivate func counting(_ images: Float) -> graft_extent {
    precondition(0 <= images && Int(images) <= self.images, "images are in the batch")
    var result = self
    result.images = Int(images)
    return result
  }
}
