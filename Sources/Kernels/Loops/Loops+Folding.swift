import CLoops
import Tensors

extension Loops {
  /// A norm multiplied into a convolution's weight, which stays as it lies.
  func folding(
    _ operation: TrainingOperation, _ layouts: Layouts, _ hints: [Layout]
  ) throws -> LoopKernel? {
    switch operation {
    case .foldNorm(let shape, let groups, let hasBias, let epsilon):
      let weight = Self.weightLayout(hints.first, shape, groups)
      return foldNorm(
        ([weight] + layouts.inputs.dropFirst(), [weight] + layouts.outputs.dropFirst()),
        try WeightChannels(weight, groups: groups), hasBias, epsilon)
    case .foldNormGradient(let shape, let groups, let hasBias, let epsilon):
      let weight = Self.weightLayout(hints.first, shape, groups)
      return foldNormGradient(
        (
          [weight, layouts.inputs[1], weight] + layouts.inputs.dropFirst(3),
          [weight] + layouts.outputs.dropFirst()
        ), try WeightChannels(weight, groups: groups), hasBias, epsilon)
    default:
      return nil
    }
  }

  private static func weightLayout(_ hint: Layout?, _ shape: Shape, _ groups: Int) -> Layout {
    guard let hint, hint.shape == shape, hint.elementType == .float32 else {
      return Layout(plainWeight: shape, groups: groups)
    }
    if case .plain = hint.arrangement { return Layout(plainWeight: shape, groups: groups) }
    return hint
  }

  private func foldNorm(
    _ layouts: Layouts, _ channels: WeightChannels, _ hasBias: Bool, _ epsilon: Double
  ) -> LoopKernel {
    let (path, count, list) = (path, layouts.inputs[0].storedCount, hasBias ? 2 : 1)
    let outputs = layouts.inputs[0].shape[0]
    return LoopKernel(
      inputs: layouts.inputs, outputs: layouts.outputs, scratchByteCount: outputs * 4
    ) { buffers in
      let factors = buffers.scratch(Float.self)
      return {
        for channel in 0..<outputs {
          let scale =
            buffers.number(list, channel)
            / (buffers.number(list + 3, channel) + epsilon).squareRoot()
          let offset =
            (hasBias ? buffers.number(1, channel) : 0) - buffers.number(list + 2, channel)
          factors[channel] = Float(scale)
          buffers.result(1)[channel] = Float(buffers.number(list + 1, channel) + scale * offset)
        }
        channels.scale(buffers.list(0), by: factors, into: buffers.result(0), count, path)
      }
    }
  }

  private func foldNormGradient(
    _ layouts: Layouts, _ channels: WeightChannels, _ hasBias: Bool, _ epsilon: Double
  ) -> LoopKernel {
    let (path, count, list) = (path, layouts.inputs[0].storedCount, hasBias ? 4 : 3)
    let outputs = layouts.inputs[0].shape[0]
    let room = channels.listRoom(outputs)
    return LoopKernel(
      inputs: layouts.inputs, outputs: layouts.outputs,
      scratchByteCount: 2 * room * 8 + outputs * 4, inPlaceInputs: [0]
    ) { buffers in
      let products = buffers.scratch(Double.self)
      let factors = buffers.scratch(Float.self, at: 2 * room * 8)
      return {
        channels.products(
          buffers.list(0), buffers.list(2), into: products, unused: products + room, count, path)
        for channel in 0..<outputs {
          let inverse = 1 / (buffers.number(list + 2, channel) + epsilon).squareRoot()
          let scale = buffers.number(list, channel) * inverse
          let gradient = buffers.number(1, channel)
          let offset =
            (hasBias ? buffers.number(3, channel) : 0) - buffers.number(list + 1, channel)
          factors[channel] = Float(scale)
          if hasBias { buffers.result(1)[channel] = Float(gradient * scale) }
          buffers.result(hasBias ? 2 : 1)[channel] = Float(
            (products[channel] + offset * gradient) * inverse)
          buffers.result(hasBias ? 3 : 2)[channel] = Float(gradient)
        }
        channels.scale(buffers.list(0), by: factors, into: buffers.result(0), count, path)
      }
    }
  }
}

extension WeightChannels {
  fileprivate func scale(
    _ weight: UnsafePointer<Float>, by factors: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, _ count: Int, _ path: graft_loop_path
  ) {
    switch self {
    case .blocks(let extent):
      graft_scale_shift(path, 0, extent, .none, weight, factors, nil, nil, target)
    case .each(let channels):
      for index in 0..<count {
        target[index] = channels[index] < 0 ? 0 : weight[index] * factors[Int(channels[index])]
      }
    }
  }

  /// Numbers that each list of results needs room for.
  fileprivate func listRoom(_ channels: Int) -> Int {
    switch self {
    case .blocks(let extent): graft_list_room(extent)
    case .each: channels
    }
  }

  /// The scalar product of each channel's numbers in `a` and `b`.
  fileprivate func products(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    into products: UnsafeMutablePointer<Double>, unused: UnsafeMutablePointer<Double>,
    _ count: Int, _ path: graft_loop_path
  ) {
    switch self {
    case .blocks(let extent):
      graft_moments(path, 0, extent, a, b, nil, unused, products)
    case .each(let channels):
      products.update(repeating: 0, count: Int(channels.max() ?? -1) + 1)
      for index in 0..<count where channels[index] >= 0 {
        products[Int(channels[index])] += Double(a[index]) * Double(b[index])
      }
    }
  }
}
