import CLoops
import COneDNN
import Tensors

extension Loops {
  /// The gradients of a depthwise convolution's weight and bias: where oneDNN 2.6 has only its definition or
  /// one matrix product a channel.
  func depthwiseWeightGradient(
    _ geometry: ConvolutionGeometry, hasBias: Bool, elementType: ElementType,
    lanes: Int = OneDNN.channelBlock
  ) throws -> LoopKernel {
    let input = try Layout(geometry.inputShape, elementType, .blocked(lanes))
    let output = try Layout(geometry.outputShape, elementType, .blocked(lanes))
    let weight = Layout(
      shape: geometry.weightShape, elementType: .float32,
      descriptor: try MemoryDescriptor(
        Layout.weightDimensions(geometry.weightShape, groups: geometry.groups), .float32,
        tag: lanes == 16 ? dnnl_Goihw16g : dnnl_Goihw8g))
    let (path, extent) = (path, output.extent)
    let convolution = graft_depthwise(
      images: extent.images, blocks: extent.blocks, lanes: lanes,
      vertical: .init(geometry.vertical),
      horizontal: .init(geometry.horizontal))
    let room = hasBias ? graft_list_room(extent) : 0
    let bias = Layout(plain: [geometry.outputChannels])
    return LoopKernel(
      inputs: [input, output], outputs: [weight] + (hasBias ? [bias] : []),
      scratchByteCount: max(graft_depthwise_scratch(convolution), 2 * room * 8)
    ) { buffers in
      let sums = buffers.scratch(Double.self)
      return {
        graft_depthwise_weight_gradient(
          path, output.isBFloat16, convolution, buffers.inputs[0], buffers.inputs[1],
          buffers.scratch, buffers.result(0))
        guard hasBias else { return }
        graft_moments(
          path, output.isBFloat16, extent, buffers.inputs[1], buffers.inputs[1], nil, sums,
          sums + room)
        for channel in 0..<extent.channels { buffers.result(1)[channel] = Float(sums[channel]) }
      }
    }
  }
}

extension graft_axis {
  fileprivate init(_ axis: ConvolutionDescription.Axis) {
    self.init(
      input: axis.input, output: axis.output, kernel: axis.kernel, stride: axis.stride,
      dilation: axis.dilation, padding_before: axis.paddingBefore)
  }
}
