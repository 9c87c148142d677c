import COneDNN
import Tensors

extension OneDNN {
  public func pooling(_ description: PoolingDescription, input: Layout) throws -> any Kernel {
    let output: Shape = [
      input.shape[0], description.vertical.output, description.horizontal.output, input.shape[3],
    ]
    let algorithm =
      switch description.function {
      case .maximum: dnnl_pooling_max
      case .averageCountingPadding: dnnl_pooling_avg_include_padding
      case .averageWithoutPadding: dnnl_pooling_avg_exclude_padding
      }
    let vertical = description.vertical
    let horizontal = description.horizontal
    var raw = dnnl_pooling_desc_t()
    var source = try input.descriptor().raw
    var target = try MapFormat.any.descriptor(output, input.elementType).raw
    try Self.check(
      dnnl_pooling_forward_desc_init(
        &raw, dnnl_forward_inference, algorithm, &source, &target,
        [vertical.stride, horizontal.stride].map(Int64.init),
        [vertical.kernel, horizontal.kernel].map(Int64.init),
        [vertical.paddingBefore, horizontal.paddingBefore].map(Int64.init),
        [vertical.paddingAfter, horizontal.paddingAfter].map(Int64.init)),
      "pooling \(input.shape)")
    let primitive = try Primitive(
      raw, attributes: PrimitiveAttributes(), operation: "pooling \(input.shape)")
    return OneDNNKernel(
      primitive: primitive, inputs: [input], inputArguments: [DNNL_ARG_SRC],
      output: try Layout(
        shape: output, elementType: input.elementType,
        chosen: primitive.descriptor(dnnl_query_dst_md)))
  }

  /// Pools in the input's layout, then lays the averages side by side.
  public func globalAveragePooling(input: Layout) throws -> any Kernel {
    let shape = input.shape
    let pooled = try pooling(
      PoolingDescription(
        function: .averageWithoutPadding,
        vertical: ConvolutionDescription.Axis(input: shape[1], output: 1, kernel: shape[1]),
        horizontal: ConvolutionDescription.Axis(input: shape[2], output: 1, kernel: shape[2])),
      input: input)
    let plain = Layout(plain: pooled.output.shape, elementType: input.elementType)
    return ChainedKernel(
      first: pooled, second: try reorder(from: pooled.output, to: plain),
      output: Layout(plain: [shape[0], shape[3]], elementType: input.elementType))
  }

  public func adaptiveAveragePooling(height: Int, width: Int, input: Layout) throws -> any Kernel {
    guard input.shape[1] % height == 0, input.shape[2] % width == 0 else {
      // Windows of unequal sizes: rare (a VGG at an unusual picture size) and cheap.
      return try ReferenceKernels().adaptiveAveragePooling(
        height: height, width: width,
        input: Layout(plain: input.shape, elementType: input.elementType))
    }
    func axis(_ length: Int, _ outputs: Int) -> ConvolutionDescription.Axis {
      ConvolutionDescription.Axis(
        input: length, output: outputs, kernel: length / outputs, stride: length / outputs)
    }
    return try pooling(
      PoolingDescription(
        function: .averageWithoutPadding, vertical: axis(input.shape[1], height),
        horizontal: axis(input.shape[2], width)),
      input: input)
  }
}
