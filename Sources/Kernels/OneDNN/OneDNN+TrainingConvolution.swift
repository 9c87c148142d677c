import COneDNN
import Tensors

extension OneDNN {
  func trainingConvolution(
    _ operation: TrainingOperation, elementType: ElementType
  ) throws -> any TrainingKernel {
    switch operation {
    case .convolution(let geometry, let hasBias, let activation):
      let request = ConvolutionRequest(
        geometry: geometry, pass: .forward(activation), hasBias: hasBias, elementType: elementType)
      let description = try ConvolutionRequest.best(of: Self.ways(request))
      let weight = try request.weightLayout(description.descriptor(dnnl_query_weights_md))
      return PrimitiveKernel(
        try Primitive(description, operation: request.name),
        inputs: [
          try .init(DNNL_ARG_SRC, request.source(description.descriptor(dnnl_query_src_md))),
          try .init(DNNL_ARG_WEIGHTS, weight),
        ] + (hasBias ? [try .init(DNNL_ARG_BIAS, request.biasLayout)] : []),
        outputs: [
          try .init(DNNL_ARG_DST, request.target(description.descriptor(dnnl_query_dst_md)))
        ])
    case .convolutionInputGradient(let geometry):
      let request = ConvolutionRequest(
        geometry: geometry, pass: .inputGradient, hasBias: false, elementType: elementType)
      let description = try ConvolutionRequest.best(of: Self.ways(request))
      let weight = try request.weightLayout(description.descriptor(dnnl_query_weights_md))
      return PrimitiveKernel(
        try Primitive(description, operation: request.name),
        inputs: [
          try .init(
            DNNL_ARG_DIFF_DST, request.target(description.descriptor(dnnl_query_diff_dst_md))),
          try .init(DNNL_ARG_WEIGHTS, weight),
        ],
        outputs: [
          try .init(
            DNNL_ARG_DIFF_SRC, request.source(description.descriptor(dnnl_query_diff_src_md)))
        ])
    case .convolutionWeightGradient(let geometry, let hasBias):
      return try weightGradient(
        ConvolutionRequest(
          geometry: geometry, pass: .weightGradient, hasBias: hasBias, elementType: elementType))
    default:
      preconditionFailure("\(operation) is no convolution's")
    }
  }

  private func weightGradient(_ request: ConvolutionRequest) throws -> any TrainingKernel {
    if request.elementType == .float32, Loops.best.isFaster(for: request.geometry) {
      return try Loops.best.convolutionWeightGradient(request.geometry, hasBias: request.hasBias)
    }
    let description = try ConvolutionRequest.best(of: Self.ways(request))
    if request.geometry.isDepthwise, !description.isSpecialized {
      return try Loops.best.depthwiseWeightGradient(
        request.geometry, hasBias: request.hasBias, elementType: request.elementType)
    }
    let weight = try request.weightLayout(description.descriptor(dnnl_query_diff_weights_md))
    return PrimitiveKernel(
      try Primitive(description, operation: request.name),
      inputs: [
        try .init(DNNL_ARG_SRC, request.source(description.descriptor(dnnl_query_src_md))),
        try .init(
          DNNL_ARG_DIFF_DST, request.target(description.descriptor(dnnl_query_diff_dst_md))),
      ],
      outputs: [try .init(DNNL_ARG_DIFF_WEIGHTS, weight)]
        + (request.hasBias ? [try .init(DNNL_ARG_DIFF_BIAS, request.biasLayout)] : []))
  }

  /// What to ask for, best first.
  static func ways(_ request: ConvolutionRequest) -> [ConvolutionRequest] {
    let geometry = request.geometry
    let formats: [(MapFormat, MapFormat)] =
      if geometry.isDepthwise {
        // Of a depthwise convolution oneDNN's other ways are slower than a loop of our own.
        [(.blocks, .blocks)]
      } else if geometry.groups > 1 {
        ConvolutionRequest.grouped
      } else if geometry.inputChannels < channelBlock {
        [(.plain, .blocks), (.any, .blocks), (.plain, .plain), (.any, .any)]
      } else {
        [(.blocks, .blocks), (.plain, .plain), (.any, .any)]
      }
    let direct = formats.map { source, target in
      var way = request
      (way.source, way.target) = (source, target)
      return way
    }
    guard request.elementType == .float32, WinogradRule.isFaster(for: geometry),
      geometry.outputChannels >= channelBlock
    else { return direct }
    var winograd = direct[0]
    winograd.algorithm = .winograd
    return [winograd] + direct
  }
}

extension ConvolutionRequest {
  fileprivate func source(_ chosen: MemoryDescriptor) throws -> Layout {
    try Layout(shape: geometry.inputShape, elementType: elementType, chosen: chosen)
  }

  fileprivate func target(_ chosen: MemoryDescriptor) throws -> Layout {
    try Layout(shape: geometry.outputShape, elementType: elementType, chosen: chosen)
  }

  fileprivate func weightLayout(_ chosen: MemoryDescriptor) throws -> Layout {
    try Layout(
      weight: geometry.weightShape, groups: geometry.groups, elementType: weightType,
      chosen: chosen)
  }

  fileprivate var biasLayout: Layout { Layout(plain: [geometry.outputChannels]) }
}
