import COneDNN
import Tensors

extension OneDNN {
  public func algorithm(
    for description: ConvolutionDescription, elementType: ElementType
  ) -> ConvolutionDescription.Algorithm {
    elementType == .float32 && WinogradTable.isFaster(for: description.geometry)
      ? .winograd : .direct
  }

  /// Falls back to the direct algorithm where oneDNN has no Winograd kernel for the layer.
  public func convolution(
    _ description: ConvolutionDescription, input: Layout, elementType: ElementType
  ) throws -> any Kernel {
    let primitive: Primitive
    do {
      primitive = try Self.primitive(description, elementType: elementType)
    } catch KernelError.unsupported where description.algorithm == .winograd {
      var direct = description
      direct.algorithm = .direct
      primitive = try Self.primitive(direct, elementType: elementType)
    }
    let inputLayout = try Layout(
      shape: input.shape, elementType: elementType, chosen: primitive.descriptor(dnnl_query_src_md))
    let output = try Layout(
      shape: description.outputShape, elementType: elementType,
      chosen: primitive.descriptor(dnnl_query_dst_md))
    var constants = [
      try Self.pack(
        description.weight,
        as: MemoryDescriptor(
          description.weightDimensions, .float32,
          tag: description.groups > 1 ? dnnl_goihw : dnnl_oihw),
        to: primitive.descriptor(dnnl_query_weights_md), argument: DNNL_ARG_WEIGHTS)
    ]
    if let bias = description.bias {
      let layout = try MemoryDescriptor([description.outputChannels], .float32, tag: dnnl_x)
      constants.append(try Self.pack(bias, as: layout, to: layout, argument: DNNL_ARG_BIAS))
    }
    return OneDNNKernel(
      primitive: primitive,
      inputs: description.addsResidual ? [inputLayout, output] : [inputLayout],
      inputArguments: description.addsResidual ? [DNNL_ARG_SRC, DNNL_ARG_DST] : [DNNL_ARG_SRC],
      output: output, constants: constants, inPlaceInput: description.addsResidual ? 1 : nil)
  }

  private static func primitive(
    _ description: ConvolutionDescription, elementType: ElementType
  ) throws -> Primitive {
    let vertical = description.vertical
    let horizontal = description.horizontal
    let operation = """
      a \(description.algorithm.rawValue) \(elementType) convolution \(vertical.kernel)×\
      \(horizontal.kernel), \(description.inputChannels) to \(description.outputChannels) channels
      """
    var raw = dnnl_convolution_desc_t()
    var source = try description.sourceDescriptor(elementType).raw
    var target = try description.targetDescriptor(elementType).raw
    var weight = try MemoryDescriptor(
      description.weightDimensions, elementType, tag: dnnl_format_tag_any
    ).raw
    var bias = try MemoryDescriptor([description.outputChannels], .float32, tag: dnnl_x).raw
    try check(
      withUnsafePointer(to: &bias) { bias in
        dnnl_dilated_convolution_forward_desc_init(
          &raw, dnnl_forward_inference,
          description.algorithm == .winograd ? dnnl_convolution_winograd : dnnl_convolution_direct,
          &source, &weight, description.bias == nil ? nil : bias, &target,
          [vertical.stride, horizontal.stride].map(Int64.init),
          [vertical.dilation - 1, horizontal.dilation - 1].map(Int64.init),
          [vertical.paddingBefore, horizontal.paddingBefore].map(Int64.init),
          [vertical.paddingAfter, horizontal.paddingAfter].map(Int64.init))
      }, operation)
    return try Primitive(
      raw,
      attributes: PrimitiveAttributes(
        addsOutput: description.addsResidual, activation: description.activation),
      operation: operation)
  }
}

extension ConvolutionDescription {
  fileprivate var weightDimensions: [Int] {
    let perGroup = [
      outputChannels / groups, inputChannels / groups, vertical.kernel, horizontal.kernel,
    ]
    return groups > 1 ? [groups] + perGroup : perGroup
  }

  /// In single precision every map lies in blocks of channels, so that neighbours agree, but for the
  /// picture with its three channels. In bfloat16 oneDNN's own choices agree by themselves.
  fileprivate func sourceDescriptor(_ elementType: ElementType) throws -> MemoryDescriptor {
    let shape: Shape = [batch, vertical.input, horizontal.input, inputChannels]
    return elementType == .float32 && inputChannels >= OneDNN.channelBlock
      ? try Layout.blocked(shape, elementType).descriptor()
      : try MapFormat.any.descriptor(shape, elementType)
  }

  fileprivate func targetDescriptor(_ elementType: ElementType) throws -> MemoryDescriptor {
    elementType == .float32
      ? try Layout.blocked(outputShape, elementType).descriptor()
      : try MapFormat.any.descriptor(outputShape, elementType)
  }
}
