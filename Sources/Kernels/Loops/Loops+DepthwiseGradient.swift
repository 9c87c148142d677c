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
    let bias = Layout(plain: [geometry.outputChannels])
    return LoopKernel(
      inputs: [input, output], outputs: [weight] + (hasBias ? [bias] : []),
      scratchByteCount: max(
        graft_depthwise_scratch(convolution), hasBias ? biasGradientScratch(extent) : 0)
    ) { buffers in
      {
        graft_depthwise_weight_gradient(
          path, output.isBFloat16, convolution, buffers.inputs[0], buffers.inputs[1],
          buffers.scratch, buffers.result(0))
        if hasBias { biasGradient(output, buffers) }
      }
    }
  }
}
