import COneDNN
import Tensors

/// The primitives of a convolution.
enum ConvolutionPass: Sendable {
  /// Weights are packed once, however long that takes.
  case inference(ActivationFunction?, addsResidual: Bool)
  case forward(ActivationFunction?)
  case inputGradient
  case weightGradient
}

/// One of the ways to ask oneDNN for a convolution.
struct ConvolutionRequest {
  var geometry: ConvolutionGeometry
  var pass: ConvolutionPass
  var hasBias: Bool
  /// Of maps and, but for the weight gradient, of the weight.
  var elementType: ElementType
  var algorithm = ConvolutionDescription.Algorithm.direct
  var source = MapFormat.any
  var target = MapFormat.any

  /// Formats for groups of several channels: oneDNN's own choice are blocks of as many as a group has. In wider
  /// blocks, which groups would share, it has nothing but its definition.
  static let grouped: [(MapFormat, MapFormat)] = [
    (.any, .any), (.plain, .plain), (.blocks, .blocks),
  ]

  /// The first request that oneDNN has code for this processor for; if there is none, the first at all. A pure
  /// function of the shape and the processor.
  static func best(of requests: [ConvolutionRequest]) throws -> PrimitiveDescription {
    var descriptions: [PrimitiveDescription] = []
    var refusal = KernelError.unsupported(operation: "a convolution")
    for request in requests {
      do {
        let description = try request.description()
        if description.isSpecialized { return description }
        descriptions.append(description)
      } catch let error as KernelError {
        guard case .unsupported = error else { throw error }
        refusal = error
      }
    }
    guard let first = descriptions.first else { throw refusal }
    return first
  }

  /// - Throws: ``KernelError/unsupported(operation:)`` where oneDNN has none.
  func description() throws -> PrimitiveDescription {
    let vertical = geometry.vertical
    let horizontal = geometry.horizontal
    var source = try source.descriptor(geometry.inputShape, elementType).raw
    var target = try target.descriptor(geometry.outputShape, elementType).raw
    var weight = try MemoryDescriptor(
      Layout.weightDimensions(geometry.weightShape, groups: geometry.groups), weightType,
      tag: dnnl_format_tag_any
    ).raw
    let bias = try MemoryDescriptor([geometry.outputChannels], .float32, tag: dnnl_x).raw
    let strides = [vertical.stride, horizontal.stride].map(Int64.init)
    let dilations = [vertical.dilation - 1, horizontal.dilation - 1].map(Int64.init)
    let before = [vertical.paddingBefore, horizontal.paddingBefore].map(Int64.init)
    let after = [vertical.paddingAfter, horizontal.paddingAfter].map(Int64.init)
    let way = algorithm == .winograd ? dnnl_convolution_winograd : dnnl_convolution_direct
    var raw = dnnl_convolution_desc_t()
    let status = withUnsafePointer(to: bias) { bias in
      let bias = hasBias ? bias : nil
      switch pass {
      case .inference:
        return dnnl_dilated_convolution_forward_desc_init(
          &raw, dnnl_forward_inference, way, &source, &weight, bias, &target, strides, dilations,
          before, after)
      case .forward:
        // Training's, whose weights oneDNN's Winograd transforms by itself: packing them takes longer.
        return dnnl_dilated_convolution_forward_desc_init(
          &raw, dnnl_forward_training, way, &source, &weight, bias, &target, strides, dilations,
          before, after)
      case .inputGradient:
        return dnnl_dilated_convolution_backward_data_desc_init(
          &raw, way, &source, &weight, &target, strides, dilations, before, after)
      case .weightGradient:
        return dnnl_dilated_convolution_backward_weights_desc_init(
          &raw, way, &source, &weight, bias, &target, strides, dilations, before, after)
      }
    }
    try OneDNN.check(status, name)
    return try PrimitiveDescription(raw, attributes: attributes, operation: name)
  }

  private var attributes: PrimitiveAttributes {
    get throws {
      switch pass {
      case .inference(let function, let addsResidual):
        try PrimitiveAttributes(addsOutput: addsResidual, activation: function)
      case .forward(let function):
        try PrimitiveAttributes(activation: function)
      case .inputGradient, .weightGradient:
        try PrimitiveAttributes()
      }
    }
  }

  var weightType: ElementType {
    if case .weightGradient = pass { .float32 } else { elementType }
  }

  var name: String {
    """
    a \(algorithm.rawValue) \(elementType) convolution \(geometry.vertical.kernel)×\
    \(geometry.horizontal.kernel), \(geometry.inputChannels) to \(geometry.outputChannels) channels
    """
  }
}
