import COneDNN
import Tensors

extension OneDNN {
  public func addition(_ activation: ActivationFunction?, inputs: [Layout]) throws -> any Kernel {
    let layout = inputs[0]
    var raw = dnnl_binary_desc_t()
    var descriptor = try layout.descriptor().raw
    var other = descriptor
    var target = descriptor
    try Self.check(
      dnnl_binary_desc_init(&raw, dnnl_binary_add, &descriptor, &other, &target),
      "adding \(layout.shape)")
    let primitive = try Primitive(
      raw, attributes: PrimitiveAttributes(activation: activation),
      operation: "adding \(layout.shape)")
    return OneDNNKernel(
      primitive: primitive, inputs: [layout, layout],
      inputArguments: [DNNL_ARG_SRC_0, DNNL_ARG_SRC_1], output: layout)
  }

  public func activation(_ function: ActivationFunction, input: Layout) throws -> any Kernel {
    let (algorithm, alpha, beta) = function.elementwise
    var raw = dnnl_eltwise_desc_t()
    var descriptor = try input.descriptor().raw
    try Self.check(
      dnnl_eltwise_forward_desc_init(
        &raw, dnnl_forward_inference, algorithm, &descriptor, alpha, beta),
      "\(function) of \(input.shape)")
    let primitive = try Primitive(
      raw, attributes: PrimitiveAttributes(), operation: "\(function) of \(input.shape)")
    return OneDNNKernel(
      primitive: primitive, inputs: [input], inputArguments: [DNNL_ARG_SRC], output: input)
  }

  /// As a multiplication and an addition, each broadcast over the channels.
  public func channelAffine(scale: Tensor, shift: Tensor, input: Layout) throws -> any Kernel {
    let channels = scale.shape[0]
    var dimensions = [Int](repeating: 1, count: input.shape.rank)
    dimensions[1] = channels
    let vector = try MemoryDescriptor(
      dimensions, .float32, tag: input.shape.rank == 4 ? dnnl_nchw : dnnl_nc)
    var raw = dnnl_binary_desc_t()
    var descriptor = try input.descriptor().raw
    var factor = vector.raw
    var target = descriptor
    try Self.check(
      dnnl_binary_desc_init(&raw, dnnl_binary_mul, &descriptor, &factor, &target),
      "scaling \(input.shape)")
    let attributes = try PrimitiveAttributes()
    try attributes.appendBinary(dnnl_binary_add, vector)
    let primitive = try Primitive(
      raw, attributes: attributes, operation: "scaling \(input.shape)")
    let shiftArgument = Int32(DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE) | Int32(DNNL_ARG_SRC_1)
    return OneDNNKernel(
      primitive: primitive, inputs: [input], inputArguments: [DNNL_ARG_SRC_0], output: input,
      constants: [
        try Self.pack(scale, as: vector, to: vector, argument: DNNL_ARG_SRC_1),
        try Self.pack(shift, as: vector, to: vector, argument: shiftArgument),
      ])
  }

  public func concatenation(inputs: [Layout]) throws -> any Kernel {
    let first = inputs[0]
    let channels = inputs.reduce(0) { $0 + $1.shape[3] }
    let shape: Shape = [first.shape[0], first.shape[1], first.shape[2], channels]
    // One arrangement for all, so that the kernel copies whole blocks.
    let layouts = try inputs.map { try Layout.blocked($0.shape, $0.elementType) }
    let output = try Layout.blocked(shape, first.elementType)
    let sources = try layouts.map { try $0.descriptor().raw }
    let target = try output.descriptor().raw
    let attributes = try PrimitiveAttributes()
    var description: dnnl_primitive_desc_t?
    try withUnsafePointer(to: target) { target in
      try Self.check(
        dnnl_concat_primitive_desc_create(
          &description, target, Int32(sources.count), 1, sources, attributes.handle,
          Self.engine.handle),
        "joining \(sources.count) maps")
    }
    guard let description else {
      throw KernelError.failed(operation: "joining maps", status: "no description")
    }
    return OneDNNKernel(
      primitive: try Primitive(PrimitiveDescription(description), operation: "joining maps"),
      inputs: layouts,
      inputArguments: layouts.indices.map { Int32(DNNL_ARG_MULTIPLE_SRC) + Int32($0) },
      output: output)
  }
}

extension PrimitiveAttributes {
  /// Fuses an operation with a second operand behind the primitive.
  func appendBinary(_ algorithm: dnnl_alg_kind_t, _ operand: MemoryDescriptor) throws {
    var operations: dnnl_post_ops_t?
    try OneDNN.check(dnnl_post_ops_create(&operations), "making post-operations")
    defer { dnnl_post_ops_destroy(operations) }
    try withUnsafePointer(to: operand.raw) { operand in
      try OneDNN.check(
        dnnl_post_ops_append_binary(operations, algorithm, operand), "fusing an operation")
    }
    try OneDNN.check(
      dnnl_primitive_attr_set_post_ops(handle, operations), "setting post-operations")
  }
}
