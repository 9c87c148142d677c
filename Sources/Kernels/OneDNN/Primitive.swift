import COneDNN
import Tensors

/// A oneDNN primitive with the descriptors that it chose.
final class Primitive: @unchecked Sendable {
  // Sendable without a lock: immutable, and a primitive whose scratchpad belongs to the caller may
  // be executed by several threads at once (oneDNN developer guide, "Primitive attributes: scratchpad").
  let handle: dnnl_primitive_t
  private let description: dnnl_primitive_desc_t

  /// Takes ownership of `description`.
  init(description: dnnl_primitive_desc_t, operation: String) throws {
    var handle: dnnl_primitive_t?
    let status = dnnl_primitive_create(&handle, description)
    guard status == dnnl_success, let handle else {
      dnnl_primitive_desc_destroy(description)
      try OneDNN.check(status, operation)
      throw KernelError.failed(operation: operation, status: "no primitive")
    }
    self.handle = handle
    self.description = description
  }

  /// - Parameter operationDescription: One of oneDNN's operation descriptors.
  convenience init<Description>(
    _ operationDescription: Description, attributes: PrimitiveAttributes, operation: String
  ) throws {
    var description: dnnl_primitive_desc_t?
    try withUnsafePointer(to: operationDescription) { pointer in
      try OneDNN.check(
        dnnl_primitive_desc_create(
          &description, pointer, attributes.handle, OneDNN.engine.handle, nil),
        operation)
    }
    guard let description else {
      throw KernelError.failed(operation: operation, status: "no description")
    }
    try self.init(description: description, operation: operation)
  }

  deinit {
    dnnl_primitive_destroy(handle)
    dnnl_primitive_desc_destroy(description)
  }

  /// What the primitive wants or gives, for example `dnnl_query_src_md`.
  func descriptor(_ query: dnnl_query_t, _ index: Int32 = 0) -> MemoryDescriptor {
    guard let raw = dnnl_primitive_desc_query_md(description, query, index) else {
      preconditionFailure("a primitive without descriptor \(query.rawValue)")
    }
    return MemoryDescriptor(raw: raw.pointee)
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
