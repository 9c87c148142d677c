import Kernels

/// What kernels want to know of a graph's layers.
extension Graph {
  /// The shapes of a convolution over a batch of maps.
  /// - Precondition: The node is a convolution.
  public func geometry(ofConvolution node: Int, batch: Int) -> ConvolutionGeometry {
    guard case .convolution(let convolution) = nodes[node].operation else {
      preconditionFailure("\(nodes[node].name) is no convolution")
    }
    let input = shapes[nodes[node].inputs[0]]
    let output = shapes[node]
    let edges = convolution.padding.edges(
      height: input[0], width: input[1], kernel: convolution.kernel,
      stride: convolution.stride, dilation: convolution.dilation)
    return ConvolutionGeometry(
      batch: batch, inputChannels: input[2], outputChannels: output[2],
      groups: convolution.groups,
      vertical: .init(
        input: input[0], output: output[0], kernel: convolution.kernel.height,
        stride: convolution.stride.height, dilation: convolution.dilation.height,
        paddingBefore: edges.top, paddingAfter: edges.bottom),
      horizontal: .init(
        input: input[1], output: output[1], kernel: convolution.kernel.width,
        stride: convolution.stride.width, dilation: convolution.dilation.width,
        paddingBefore: edges.left, paddingAfter: edges.right))
  }

  func description(of pooling: Operation.Pooling, node: Int) -> PoolingDescription {
    let input = shapes[nodes[node].inputs[0]]
    let output = shapes[node]
    let edges = pooling.padding.edges(
      height: input[0], width: input[1], kernel: pooling.kernel, stride: pooling.stride,
      dilation: 1)
    func axis(_ input: Int, _ output: Int, _ kernel: Int, _ stride: Int, _ before: Int)
      -> ConvolutionDescription.Axis
    {
      // What the last window covers beyond the map, which rounding up may have lengthened.
      let after = max(0, (output - 1) * stride + kernel - input - before)
      return .init(
        input: input, output: output, kernel: kernel, stride: stride, paddingBefore: before,
        paddingAfter: after)
    }
    let function: PoolingDescription.Function =
      switch (pooling.function, pooling.countsPadding) {
      case (.maximum, _): .maximum
      case (.average, true): .averageCountingPadding
      case (.average, false): .averageWithoutPadding
      }
    return PoolingDescription(
      function: function,
      vertical: axis(
        input[0], output[0], pooling.kernel.height, pooling.stride.height, edges.top),
      horizontal: axis(
        input[1], output[1], pooling.kernel.width, pooling.stride.width, edges.left))
  }

  /// - Precondition: The node is a batch norm.
  func epsilon(ofNorm node: Int) -> Double {
    guard case .batchNorm(let norm) = nodes[node].operation else {
      preconditionFailure("\(nodes[node].name) is no batch norm")
    }
    return norm.epsilon
  }
}
