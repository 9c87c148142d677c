import COneDNN
import Tensors

extension OneDNN {
  public func reorder(from: Layout, to: Layout) throws -> any Kernel {
    precondition(from.shape == to.shape, "a reorder keeps the shape")
    return OneDNNKernel(
      primitive: try Self.reorder(from: from.descriptor(), to: to.descriptor()),
      inputs: [from], inputArguments: [DNNL_ARG_FROM], output: to)
  }

  static func reorder(from: MemoryDescriptor, to: MemoryDescriptor) throws -> Primitive {
    let attributes = try PrimitiveAttributes()
    var description: dnnl_primitive_desc_t?
    try withUnsafePointer(to: from.raw) { from in
      try withUnsafePointer(to: to.raw) { to in
        try check(
          dnnl_reorder_primitive_desc_create(
            &description, from, engine.handle, to, engine.handle, attributes.handle),
          "a change of layout")
      }
    }
    guard let description else {
      throw KernelError.failed(operation: "a change of layout", status: "no description")
    }
    return try Primitive(PrimitiveDescription(description), operation: "a change of layout")
  }

  /// Packs a weight as a primitive wants it.
  static func pack(
    _ tensor: Tensor, as source: MemoryDescriptor, to target: MemoryDescriptor, argument: Int32
  ) throws -> OneDNNKernel.Constant {
    let storage = try AlignedStorage(byteCount: target.byteCount)
    let primitive = try reorder(from: source, to: target)
    let scratch = try AlignedStorage(byteCount: primitive.scratchpad.byteCount)
    try tensor.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      // Sound: the source is only read; oneDNN's interface has no type for that.
      let memories = [
        (DNNL_ARG_FROM, try Memory(source, at: UnsafeMutableRawPointer(mutating: base))),
        (DNNL_ARG_TO, try Memory(target, at: storage.start)),
        (DNNL_ARG_SCRATCHPAD, try Memory(primitive.scratchpad, at: scratch.start)),
      ]
      try BoundPrimitive(primitive: primitive, memories: memories, constants: []).run()
    }
    return OneDNNKernel.Constant(argument: argument, descriptor: target, storage: storage)
  }
}
