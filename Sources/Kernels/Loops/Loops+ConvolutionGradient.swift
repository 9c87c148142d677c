import CLoops
import COneDNN
import Tensors

extension Loops {
  /// Whether ``convolutionWeightGradient(_:hasBias:lanes:)`` is faster than oneDNN's for 32-bit numbers. At strides
  /// oneDNN loads and stores its sums for every row, which costs where rows are short: measured, 1.3 to 1.7 times
  /// the time at 7 columns, 1.1 times at 14, the same at 28.
  func isFaster(for geometry: ConvolutionGeometry) -> Bool {
    let axes = [geometry.vertical, geometry.horizontal]
    return path == graft_loop_path_avx512 && geometry.groups == 1
      && min(geometry.inputChannels, geometry.outputChannels) >= OneDNN.channelBlock
      && axes.allSatisfy { $0.stride > 1 && $0.kernel > 1 } && geometry.horizontal.output <= 16
  }

  /// The gradients of the weight and bias of a convolution of one group, in single precision.
  func convolutionWeightGradient(
    _ geometry: ConvolutionGeometry, hasBias: Bool, lanes: Int = OneDNN.channelBlock
  ) throws -> LoopKernel {
    let input = try Layout(geometry.inputShape, .float32, .blocked(lanes))
    let output = try Layout(geometry.outputShape, .float32, .blocked(lanes))
    let weight = Layout(
      shape: geometry.weightShape, elementType: .float32,
      descriptor: try MemoryDescriptor(
        Layout.weightDimensions(geometry.weightShape, groups: 1), .float32,
        tag: lanes == 16 ? dnnl_OIhw16i16o : dnnl_OIhw8i8o))
    let (path, extent) = (path, output.extent)
    let convolution = graft_convolution(
      images: extent.images, input_blocks: input.extent.blocks, output_blocks: extent.blocks,
      lanes: lanes, vertical: .init(geometry.vertical), horizontal: .init(geometry.horizontal))
    return LoopKernel(
      inputs: [input, output],
      outputs: [weight] + (hasBias ? [Layout(plain: [geometry.outputChannels])] : []),
      scratchByteCount: hasBias ? biasGradientScratch(extent) : 0
    ) { buffers in
      {
        graft_convolution_weight_gradient(
          path, convolution, buffers.list(0), buffers.list(1), buffers.result(0))
        if hasBias { biasGradient(output, buffers) }
      }
    }
  }

  /// Bytes that ``biasGradient(_:_:)`` needs.
  func biasGradientScratch(_ extent: graft_extent) -> Int {
    2 * graft_list_room(extent) * MemoryLayout<Double>.stride
  }

  /// The gradient of the output, which is input 1, summed over images and positions: output 1.
  func biasGradient(_ output: Layout, _ buffers: LoopBuffers) {
    let extent = output.extent
    let sums = buffers.scratch(Double.self)
    graft_moments(
      path, output.isBFloat16, extent, buffers.inputs[1], buffers.inputs[1], nil, sums,
      sums + graft_list_room(extent))
    for channel in 0..<extent.channels { buffers.result(1)[channel] = Float(sums[channel]) }
  }
}

extension graft_axis {
  init(_ axis: ConvolutionDescription.Axis) {
    self.init(
      input: axis.input, output: axis.output, kernel: axis.kernel, stride: axis.stride,
      dilation: axis.dilation, padding_before: axis.paddingBefore)
  }
}
