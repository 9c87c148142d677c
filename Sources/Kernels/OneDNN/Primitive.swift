import COneDNN
import Tensors

/// What oneDNN would run for an operation: the implementation and the layouts that it chose.
final class PrimitiveDescription: @unchecked Sendable {
  // Sendable without a lock: immutable.
  let handle: dnnl_primitive_desc_t

  /// Takes ownership of `handle`.
  init(_ handle: dnnl_primitive_desc_t) {
    self.handle = handle
  }

  /// - Parameters:
  ///   - operationDescription: One of oneDNN's operation descriptors.
  ///   - hint: The forward primitive, where a gradient needs it.
  convenience init<Description>(
    _ operationDescription: Description, attributes: PrimitiveAttributes,
    hint: PrimitiveDescription? = nil, operation: String
  ) throws {
    var handle: dnnl_primitive_desc_t?
    try withUnsafePointer(to: operationDescription) { pointer in
      try OneDNN.check(
        dnnl_primitive_desc_create(
          &handle, pointer, attributes.handle, OneDNN.engine.handle, hint?.handle),
        operation)
    }
    guard let handle else {
      throw KernelError.failed(operation: operation, status: "no description")
    }
    self.init(handle)
  }

  deinit { dnnl_primitive_desc_destroy(handle) }

  /// What the primitive wants or gives, for example `dnnl_query_src_md`.
  func descriptor(_ query: dnnl_query_t, _ index: Int32 = 0) -> MemoryDescriptor {
    guard let raw = dnnl_primitive_desc_query_md(handle, query, index) else {
      preconditionFailure("a primitive without descriptor \(query.rawValue)")
    }
    return MemoryDescriptor(raw: raw.pointee)
  }

  /// oneDNN's name of the code, such as `jit:avx512_core` or `ref:any`.
  var implementation: String {
    var name: UnsafePointer<CChar>?
    guard dnnl_primitive_desc_query(handle, dnnl_query_impl_info_str, 0, &name) == dnnl_success,
      let name
    else { return "" }
    return String(cString: name)
  }

  /// Whether the code is made for the processor: not the definition, a thousand times slower, nor a detour
  /// over matrix products.
  var isSpecialized: Bool {
    !["ref", "gemm", "x64:gemm", "simple"].contains { implementation.hasPrefix($0) }
  }
}

/// A oneDNN primitive with the descriptors that it chose.
final class Primitive: @unchecked Sendable {
  // Sendable without a lock: immutable, and a primitive whose scratchpad belongs to the caller may
  // be executed by several threads at once (oneDNN developer guide, "Primitive attributes: scratchpad").
  let handle: dnnl_primitive_t
  let description: PrimitiveDescription

  init(_ description: PrimitiveDescription, operation: String) throws {
    var handle: dnnl_primitive_t?
    try OneDNN.check(dnnl_primitive_create(&handle, description.handle), operation)
    guard let handle else {
      throw KernelError.failed(operation: operation, status: "no primitive")
    }
    self.handle = handle
    self.description = description
  }

  /// - Parameter operationDescription: One of oneDNN's operation descriptors.
  convenience init<Description>(
    _ operationDescription: Description, attributes: PrimitiveAttributes, operation: String
  ) throws {
    try self.init(
      PrimitiveDescription(operationDescription, attributes: attributes, operation: operation),
      operation: operation)
  }

  deinit { dnnl_primitive_destroy(handle) }

  /// What the primitive wants or gives, for example `dnnl_query_src_md`.
  func descriptor(_ query: dnnl_query_t, _ index: Int32 = 0) -> MemoryDescriptor {
    description.descriptor(query, index)
  }

  var scratchpad: MemoryDescriptor { descriptor(dnnl_query_scratchpad_md) }
}

/// Settings of a primitive: the caller's scratchpad, and operations fused behind it.
final class PrimitiveAttributes {
  let handle: dnnl_primitive_attr_t

  /// - Parameters:
  ///   - addsOutput: Whether the result is added to what the output holds.
  ///   - activation: Applied last.
  init(addsOutput: Bool = false, activation: ActivationFunction? = nil) throws {
    var handle: dnnl_primitive_attr_t?
    try OneDNN.check(dnnl_primitive_attr_create(&handle), "making attributes")
    guard let handle else {
      throw KernelError.failed(operation: "making attributes", status: "nil")
    }
    self.handle = handle
    try OneDNN.check(
      dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user),
      "setting the scratchpad")
    guard addsOutput || activation != nil else { return }
    var operations: dnnl_post_ops_t?
    try OneDNN.check(dnnl_post_ops_create(&operations), "making post-operations")
    defer { dnnl_post_ops_destroy(operations) }
    if addsOutput {
      try OneDNN.check(dnnl_post_ops_append_sum(operations, 1), "fusing an addition")
    }
    if let activation {
      let (algorithm, alpha, beta) = activation.elementwise
      try OneDNN.check(
        dnnl_post_ops_append_eltwise(operations, 1, algorithm, alpha, beta), "fusing \(activation)")
    }
    try OneDNN.check(
      dnnl_primitive_attr_set_post_ops(handle, operations), "setting post-operations")
  }

  deinit { dnnl_primitive_attr_destroy(handle) }
}

extension ActivationFunction {
  /// oneDNN's name of the function and its two parameters.
  var elementwise: (dnnl_alg_kind_t, Float, Float) {
    switch self {
    case .relu: (dnnl_eltwise_relu, 0, 0)
    case .relu6: (dnnl_eltwise_clip, 0, 6)
    }
  }
}
