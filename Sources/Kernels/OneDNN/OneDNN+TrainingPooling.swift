import COneDNN
import Tensors

extension OneDNN {
  func trainingPooling(
    _ operation: TrainingOperation, inputs hints: [Layout], elementType: ElementType
  ) throws -> any TrainingKernel {
    let format = hints.lazy.compactMap(\.mapFormat).first
    switch operation {
    case .pooling(let description, let batch, let channels):
      return try PoolingPrimitive(
        description, batch: batch, channels: channels, elementType: elementType, format: format
      ).kernel()
    case .poolingGradient(let description, let batch, let channels):
      // The winners know how the maps lay that they come from.
      let written: MapFormat? =
        if case .opaque(let format) = hints.last?.arrangement { format } else { format }
      return try PoolingPrimitive(
        description, batch: batch, channels: channels, elementType: elementType, format: written
      ).gradientKernel()
    case .adaptiveAveragePooling(let shape, let height, let width):
      guard let description = PoolingDescription(evenly: shape, height: height, width: width) else {
        return try ReferenceKernels().training(operation, inputs: hints, elementType: elementType)
      }
      return try PoolingPrimitive(
        description, batch: shape[0], channels: shape.channels, elementType: elementType,
        format: format
      ).kernel()
    case .adaptiveAveragePoolingGradient(let shape, let height, let width):
      guard let description = PoolingDescription(evenly: shape, height: height, width: width) else {
        return try ReferenceKernels().training(operation, inputs: hints, elementType: elementType)
      }
      return try PoolingPrimitive(
        description, batch: shape[0], channels: shape.channels, elementType: elementType,
        format: format
      ).gradientKernel()
    default:
      preconditionFailure("\(operation) is no pooling's")
    }
  }
}

/// A pooling and its gradient, both in one format.
private struct PoolingPrimitive {
  let source: Layout
  let target: Layout
  let format: MapFormat
  let description: PoolingDescription
  let forward: PrimitiveDescription

  /// - Parameter format: How the maps lie now.
  init(
    _ description: PoolingDescription, batch: Int, channels: Int, elementType: ElementType,
    format: MapFormat?
  ) throws {
    let format = format ?? .preferred(channels: channels)
    source = try Layout(
      description.inputShape(batch: batch, channels: channels), elementType, format)
    target = try Layout(
      description.outputShape(batch: batch, channels: channels), elementType, format)
    self.format = format
    self.description = description
    var raw = dnnl_pooling_desc_t()
    var (input, output) = (try source.descriptor().raw, try target.descriptor().raw)
    let window = Window(description)
    try OneDNN.check(
      dnnl_pooling_forward_desc_init(
        &raw, dnnl_forward_training, window.algorithm, &input, &output, window.strides,
        window.kernel, window.before, window.after), "pooling \(source.shape)")
    forward = try PrimitiveDescription(
      raw, attributes: PrimitiveAttributes(), operation: "pooling \(source.shape)")
  }

  func kernel() throws -> PrimitiveKernel {
    PrimitiveKernel(
      try Primitive(forward, operation: "pooling \(source.shape)"),
      inputs: [try .init(DNNL_ARG_SRC, source)],
      outputs: [try .init(DNNL_ARG_DST, target)] + (try winners.map { [$0] } ?? []))
  }

  func gradientKernel() throws -> PrimitiveKernel {
    var raw = dnnl_pooling_desc_t()
    var (input, output) = (try source.descriptor().raw, try target.descriptor().raw)
    let window = Window(description)
    let operation = "the gradient of pooling \(source.shape)"
    try OneDNN.check(
      dnnl_pooling_backward_desc_init(
        &raw, window.algorithm, &input, &output, window.strides, window.kernel, window.before,
        window.after), operation)
    let backward = try PrimitiveDescription(
      raw, attributes: PrimitiveAttributes(), hint: forward, operation: operation)
    return PrimitiveKernel(
      try Primitive(backward, operation: operation),
      inputs: [try .init(DNNL_ARG_DIFF_DST, target)] + (try winners.map { [$0] } ?? []),
      outputs: [try .init(DNNL_ARG_DIFF_SRC, source)])
  }

  /// Which element of its window each maximum came from, as oneDNN writes it.
  private var winners: PrimitiveKernel.Argument? {
    get throws {
      guard description.function == .maximum else { return nil }
      let descriptor = forward.descriptor(dnnl_query_workspace_md)
      return try PrimitiveKernel.Argument(
        DNNL_ARG_WORKSPACE, Layout(opaque: descriptor.byteCount, of: format), as: descriptor)
    }
  }

  /// The windows as oneDNN wants them described.
  private struct Window {
    let algorithm: dnnl_alg_kind_t
    let strides: [Int64]
    let kernel: [Int64]
    let before: [Int64]
    let after: [Int64]

    init(_ description: PoolingDescription) {
      let axes = [description.vertical, description.horizontal]
      strides = axes.map { Int64($0.stride) }
      kernel = axes.map { Int64($0.kernel) }
      before = axes.map { Int64($0.paddingBefore) }
      after = axes.map { Int64($0.paddingAfter) }
      algorithm =
        switch description.function {
        case .maximum: dnnl_pooling_max
        case .averageCountingPadding: dnnl_pooling_avg_include_padding
        case .averageWithoutPadding: dnnl_pooling_avg_exclude_padding
        }
    }
  }
}

extension PoolingDescription {
  /// Averages over windows of one size that tile the map.
  /// - Returns: `nil` where the windows differ.
  fileprivate init?(evenly shape: Shape, height: Int, width: Int) {
    guard shape[1].isMultiple(of: height), shape[2].isMultiple(of: width) else { return nil }
    func axis(_ length: Int, _ outputs: Int) -> ConvolutionDescription.Axis {
      ConvolutionDescription.Axis(
        input: length, output: outputs, kernel: length / outputs, stride: length / outputs)
    }
    self.init(
      function: .averageWithoutPadding, vertical: axis(shape[1], height),
      horizontal: axis(shape[2], width))
  }
}
