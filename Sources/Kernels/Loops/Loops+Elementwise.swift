import CLoops
import Tensors

extension Loops {
  func elementwise(_ operation: TrainingOperation, _ layouts: Layouts) -> LoopKernel? {
    let count = layouts.outputs[0].storedCount
    let half = layouts.outputs[0].isBFloat16
    let path = path
    switch operation {
    case .activation(let function, _):
      return sum(layouts, function.bounds, isGated: false)
    case .addition(let function, _):
      return sum(layouts, function?.bounds ?? .none, isGated: false)
    case .gatedSum(let function, _, _):
      return sum(layouts, function?.bounds ?? .none, isGated: function != nil)
    case .mask:
      return LoopKernel(inputs: layouts.inputs, outputs: layouts.outputs, inPlaceInputs: [0]) {
        buffers in
        {
          graft_product(path, half, buffers.inputs[0], buffers.inputs[1], buffers.outputs[0], count)
        }
      }
    case .imageScale(let shape):
      let (images, perImage) = (shape[0], count / shape[0])
      let step = perImage * layouts.outputs[0].elementType.byteCount
      return LoopKernel(inputs: layouts.inputs, outputs: layouts.outputs, inPlaceInputs: [0]) {
        buffers in
        {
          for image in 0..<images {
            graft_scale(
              path, half, buffers.inputs[0] + image * step, buffers.list(1)[image],
              buffers.outputs[0] + image * step, perImage)
          }
        }
      }
    default:
      return nil
    }
  }

  /// The sum of all inputs, clipped; or of all but the first, which gates it.
  private func sum(_ layouts: Layouts, _ bounds: graft_bounds, isGated: Bool) -> LoopKernel {
    let count = layouts.outputs[0].storedCount
    let half = layouts.outputs[0].isBFloat16
    let path = path
    let terms = (isGated ? 1 : 0)..<layouts.inputs.count
    return LoopKernel(
      inputs: layouts.inputs, outputs: layouts.outputs, inPlaceInputs: Array(terms)
    ) { buffers in
      let addresses = buffers.inputs[terms].map { Optional(UnsafeRawPointer($0)) }
      return {
        graft_sum(
          path, half, bounds, isGated ? buffers.inputs[0] : nil, addresses, addresses.count,
          buffers.outputs[0], count)
      }
    }
  }

  func globalAveragePooling(_ operation: TrainingOperation, _ layouts: Layouts) -> LoopKernel? {
    let path = path
    switch operation {
    case .globalAveragePooling(let shape):
      let map = layouts.inputs[0]
      var image = map.extent
      image.images = 1
      let room = graft_list_room(image)
      let (extent, step) = (image, map.byteCount / shape[0])
      return LoopKernel(
        inputs: layouts.inputs, outputs: layouts.outputs, scratchByteCount: 2 * room * 8
      ) { buffers in
        let sums = buffers.scratch(Double.self)
        return {
          for image in 0..<shape[0] {
            graft_moments(
              path, map.isBFloat16, extent, nil, buffers.inputs[0] + image * step, nil, sums,
              sums + room)
            let means = buffers.result(0) + image * shape.channels
            for channel in 0..<shape.channels {
              means[channel] = Float(sums[channel] / Double(shape.positions))
            }
          }
        }
      }
    case .globalAveragePoolingGradient(let shape):
      let map = layouts.outputs[0]
      let (extent, count) = (map.extent, shape[0] * shape.channels)
      return LoopKernel(
        inputs: layouts.inputs, outputs: layouts.outputs, scratchByteCount: count * 4
      ) { buffers in
        let shares = buffers.scratch(Float.self)
        return {
          for index in 0..<count { shares[index] = buffers.list(0)[index] / Float(shape.positions) }
          graft_fill(path, map.isBFloat16, extent, shares, buffers.outputs[0])
        }
      }
    default:
      return nil
    }
  }
}
