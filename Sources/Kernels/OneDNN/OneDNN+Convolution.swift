import COneDNN
import Tensors

extension OneDNN {
  public func algorithm(
    for description: ConvolutionDescription, elementType: ElementType
  ) -> ConvolutionDescription.Algorithm {
    let isFaster =
      WinogradRule.isFaster(for: description.geometry)
      || WinogradRule.isFasterAtStrides(for: description)
    return elementType == .float32 && isFaster ? .winograd : .direct
  }

  /// Falls back to the direct algorithm where there is no Winograd kernel for the layer.
  public func convolution(
    _ description: ConvolutionDescription, input: Layout, elementType: ElementType
  ) throws -> any Kernel {
    if description.algorithm == .winograd, elementType == .float32 {
      if Loops.hasStemWinograd(description) { return try Loops.best.stemWinograd(description) }
      if Loops.hasStridedWinograd(description) {
        return try Loops.best.stridedWinograd(description)
      }
    }
    let requests = Self.requests(description, elementType: elementType)
    let primitive = try Primitive(
      ConvolutionRequest.best(of: requests), operation: requests[0].name)
    let inputLayout = try Layout(
      shape: input.shape, elementType: elementType, chosen: primitive.descriptor(dnnl_query_src_md))
    let output = try Layout(
      shape: description.outputShape, elementType: elementType,
      chosen: primitive.descriptor(dnnl_query_dst_md))
    var constants = [
      try Self.pack(
        description.weight,
        as: description.geometry.plainWeight.descriptor(),
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

  /// What to ask for, best first.
  static func requests(
    _ description: ConvolutionDescription, elementType: ElementType
  ) -> [ConvolutionRequest] {
    let geometry = description.geometry
    let formats: [(MapFormat, MapFormat)] =
      if geometry.groups > 1, !geometry.isDepthwise {
        ConvolutionRequest.grouped
      } else if elementType == .float32 {
        // Every map lies in blocks of channels, so that neighbours agree, but for the picture.
        [(geometry.inputChannels >= channelBlock ? .blocks : .any, .blocks)]
      } else {
        // Here oneDNN's own choices agree by themselves.
        [(.any, .any)]
      }
    let direct = formats.map { source, target in
      ConvolutionRequest(
        geometry: geometry,
        pass: .inference(description.activation, addsResidual: description.addsResidual),
        hasBias: description.bias != nil, elementType: elementType, source: source, target: target)
    }
    guard description.algorithm == .winograd else { return direct }
    var winograd = direct[0]
    winograd.algorithm = .winograd
    return [winograd] + direct
  }
}
