import COneDNN
import Tensors

extension OneDNN {
  /// Steps that move numbers and compute nothing.
  func rearrangement(
    _ operation: TrainingOperation, inputs hints: [Layout], elementType: ElementType
  ) throws -> any TrainingKernel {
    switch operation {
    case .concatenation(let batch, let height, let width, let channels):
      let maps = try Self.parts(batch, height, width, channels, elementType)
      return try concatenation(maps.parts, into: maps.whole)
    case .concatenationGradient(let batch, let height, let width, let channels, let index):
      let maps = try Self.parts(batch, height, width, channels, elementType)
      let part = try maps.whole.descriptor().part(
        of: Layout.dimensions(maps.parts[index].shape),
        at: [0, channels[..<index].reduce(0, +), 0, 0])
      return PrimitiveKernel(
        try Self.reorder(from: part, to: maps.parts[index].descriptor()),
        inputs: [try .init(DNNL_ARG_FROM, maps.whole, as: part)],
        outputs: [try .init(DNNL_ARG_TO, maps.parts[index])])
    case .flatten(let shape):
      let map = try Self.map(shape, elementType, like: hints)
      return try flattening(map, isForward: true)
    case .flattenGradient(let shape):
      return try flattening(Self.map(shape, elementType, like: []), isForward: false)
    default:
      preconditionFailure("\(operation) computes")
    }
  }

  private static func map(
    _ shape: Shape, _ elementType: ElementType, like hints: [Layout]
  ) throws -> Layout {
    guard shape.rank == 4 else { return Layout(plain: shape) }
    return try Layout(
      shape, elementType, hints.first?.mapFormat ?? .preferred(channels: shape.channels))
  }

  /// In blocks where each part fills its blocks, else plain.
  private static func parts(
    _ batch: Int, _ height: Int, _ width: Int, _ channels: [Int], _ elementType: ElementType
  ) throws -> (parts: [Layout], whole: Layout) {
    let format: MapFormat =
      channels.allSatisfy { $0.isMultiple(of: channelBlock) } ? .blocks : .plain
    func layout(_ channels: Int) throws -> Layout {
      try Layout([batch, height, width, channels], elementType, format)
    }
    return (try channels.map(layout), try layout(channels.reduce(0, +)))
  }

  private func concatenation(_ parts: [Layout], into whole: Layout) throws -> PrimitiveKernel {
    let sources = try parts.map { try $0.descriptor().raw }
    let attributes = try PrimitiveAttributes()
    let operation = "joining \(parts.count) maps"
    var description: dnnl_primitive_desc_t?
    try withUnsafePointer(to: whole.descriptor().raw) { target in
      try Self.check(
        dnnl_concat_primitive_desc_create(
          &description, target, Int32(sources.count), 1, sources, attributes.handle,
          Self.engine.handle),
        operation)
    }
    guard let description else {
      throw KernelError.failed(operation: operation, status: "no description")
    }
    return PrimitiveKernel(
      try Primitive(PrimitiveDescription(description), operation: operation),
      inputs: try parts.enumerated().map {
        try .init(Int32(DNNL_ARG_MULTIPLE_SRC) + Int32($0), $1)
      },
      outputs: [try .init(DNNL_ARG_DST, whole)])
  }

  /// Channels outermost: oneDNN's `nchw`, read as vectors of single precision.
  private func flattening(_ map: Layout, isForward: Bool) throws -> PrimitiveKernel {
    let vectors = Layout(plain: [map.shape[0], map.shape.elementCount / map.shape[0]])
    let isVector = map.shape.rank == 2
    let unrolled = try MemoryDescriptor(
      Layout.dimensions(map.shape), .float32, tag: isVector ? dnnl_nc : dnnl_nchw)
    let (from, to) =
      isForward ? (try map.descriptor(), unrolled) : (unrolled, try map.descriptor())
    let primitive = try Self.reorder(from: from, to: to)
    return PrimitiveKernel(
      primitive, inputs: [try .init(DNNL_ARG_FROM, isForward ? map : vectors, as: from)],
      outputs: [try .init(DNNL_ARG_TO, isForward ? vectors : map, as: to)])
  }
}

extension MemoryDescriptor {
  /// A part of what this describes, in the same memory.
  /// - Throws: ``KernelError`` where the part would cut a block.
  fileprivate func part(of dimensions: [Int], at offsets: [Int]) throws -> MemoryDescriptor {
    var part = dnnl_memory_desc_t()
    try withUnsafePointer(to: raw) { raw in
      try OneDNN.check(
        dnnl_memory_desc_init_submemory(
          &part, raw, dimensions.map(Int64.init), offsets.map(Int64.init)),
        "a part \(dimensions) at \(offsets)")
    }
    return MemoryDescriptor(raw: part)
  }
}
