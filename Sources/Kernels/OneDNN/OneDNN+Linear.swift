import COneDNN
import Tensors

extension OneDNN {
  /// As a matrix product: oneDNN 2.6's `inner_product` is several times slower.
  public func linear(_ description: LinearDescription, input: Layout) throws -> any Kernel {
    let rows = input.shape[0]
    let inputs = description.weight.shape[1]
    let outputs = description.weight.shape[0]
    let elementType = input.elementType
    let plainInput = Layout(plain: input.shape, elementType: elementType)
    let output = Layout(plain: [rows, outputs], elementType: elementType)
    let operation = "a linear layer, \(inputs) to \(outputs) features"
    var raw = dnnl_matmul_desc_t()
    var source = try plainInput.descriptor().raw
    var weight = try MemoryDescriptor([inputs, outputs], elementType, tag: dnnl_format_tag_any).raw
    var bias = try MemoryDescriptor([1, outputs], .float32, tag: dnnl_ab).raw
    var target = try output.descriptor().raw
    try Self.check(
      withUnsafePointer(to: &bias) { bias in
        dnnl_matmul_desc_init(
          &raw, &source, &weight, description.bias == nil ? nil : bias, &target)
      }, operation)
    let primitive = try Primitive(
      raw, attributes: PrimitiveAttributes(activation: description.activation),
      operation: operation)
    // Stored [out, in]: read as [in, out] by its strides, never transposed in memory.
    let stored = try MemoryDescriptor([inputs, outputs], .float32, strides: [1, inputs])
    var constants = [
      try Self.pack(
        description.weight, as: stored, to: primitive.descriptor(dnnl_query_weights_md),
        argument: DNNL_ARG_WEIGHTS)
    ]
    if let bias = description.bias {
      let layout = try MemoryDescriptor([1, outputs], .float32, tag: dnnl_ab)
      constants.append(try Self.pack(bias, as: layout, to: layout, argument: DNNL_ARG_BIAS))
    }
    return OneDNNKernel(
      primitive: primitive, inputs: [plainInput], inputArguments: [DNNL_ARG_SRC], output: output,
      constants: constants)
  }

  /// Channels outermost: oneDNN's `nchw`, then read as a vector.
  public func flatten(input: Layout) throws -> any Kernel {
    let channelsFirst = try MemoryDescriptor(
      Layout.dimensions(input.shape), input.elementType, tag: dnnl_nchw)
    let features = input.shape[1] * input.shape[2] * input.shape[3]
    let unrolled = Layout(
      shape: input.shape, elementType: input.elementType, descriptor: channelsFirst)
    return ReshapedKernel(
      base: try reorder(from: input, to: unrolled),
      output: Layout(plain: [input.shape[0], features], elementType: input.elementType))
  }
}
