import COneDNN
import Tensors

/// oneDNN's description of a tensor: dimensions, type and arrangement. Dimensions are in oneDNN's order:
/// `[batch, channels, height, width]`, whatever the arrangement.
struct MemoryDescriptor: @unchecked Sendable, Equatable {
  // Sendable: a C structure of plain numbers, never changed after its making.
  var raw: dnnl_memory_desc_t

  init(raw: dnnl_memory_desc_t) {
    self.raw = raw
  }

  init(_ dimensions: [Int], _ elementType: ElementType, tag: dnnl_format_tag_t) throws {
    var raw = dnnl_memory_desc_t()
    try OneDNN.check(
      dnnl_memory_desc_init_by_tag(
        &raw, Int32(dimensions.count), dimensions.map(Int64.init), Self.dataType(elementType), tag),
      "describing \(dimensions)")
    self.raw = raw
  }

  init(_ dimensions: [Int], _ elementType: ElementType, strides: [Int]) throws {
    var raw = dnnl_memory_desc_t()
    try OneDNN.check(
      dnnl_memory_desc_init_by_strides(
        &raw, Int32(dimensions.count), dimensions.map(Int64.init), Self.dataType(elementType),
        strides.map(Int64.init)),
      "describing \(dimensions)")
    self.raw = raw
  }

  var byteCount: Int {
    withUnsafePointer(to: raw) { dnnl_memory_desc_get_size($0) }
  }

  var rank: Int { Int(raw.ndims) }

  /// Of a weight with five dimensions, which begin with the groups.
  var groups: Int { Int(raw.dims.0) }

  static func == (left: MemoryDescriptor, right: MemoryDescriptor) -> Bool {
    withUnsafePointer(to: left.raw) { left in
      withUnsafePointer(to: right.raw) { right in dnnl_memory_desc_equal(left, right) != 0 }
    }
  }

  private static func dataType(_ elementType: ElementType) -> dnnl_data_type_t {
    switch elementType {
    case .float32: dnnl_f32
    case .bfloat16: dnnl_bf16
    default: preconditionFailure("no kernel computes in \(elementType)")
    }
  }
}

extension Layout {
  /// oneDNN's dimensions of the shape: channels before height and width.
  static func dimensions(_ shape: Shape) -> [Int] {
    shape.rank == 4 ? [shape[0], shape[3], shape[1], shape[2]] : shape.dimensions
  }

  /// oneDNN's dimensions of a weight `[out, in / groups, height, width]`: groups outermost, if there are any.
  static func weightDimensions(_ shape: Shape, groups: Int) -> [Int] {
    groups > 1
      ? [groups, shape[0] / groups] + shape.dimensions.dropFirst() : shape.dimensions
  }

  func descriptor() throws -> MemoryDescriptor {
    switch arrangement {
    case .oneDNN(let descriptor): descriptor
    case .plain:
      try MemoryDescriptor(
        Self.dimensions(shape), elementType,
        tag: shape.rank == 4 ? dnnl_nhwc : shape.rank == 2 ? dnnl_nc : dnnl_x)
    case .plainWeight(let groups):
      try MemoryDescriptor(
        Self.weightDimensions(shape, groups: groups), elementType,
        tag: groups > 1 ? dnnl_goihw : dnnl_oihw)
    case .opaque:
      preconditionFailure("nobody but its kernel reads this")
    }
  }

  /// The arrangement in blocks of channels that oneDNN's vector code prefers.
  static func blocked(_ shape: Shape, _ elementType: ElementType) throws -> Layout {
    try Layout(shape, elementType, .blocks)
  }

  /// Wraps what oneDNN chose, as `plain` where it is.
  init(shape: Shape, elementType: ElementType, chosen: MemoryDescriptor) throws {
    let plain = Layout(plain: shape, elementType: elementType)
    self =
      try plain.descriptor() == chosen
      ? plain : Layout(shape: shape, elementType: elementType, descriptor: chosen)
  }

  /// Wraps what oneDNN chose for a weight, as `plainWeight` where it is.
  init(weight shape: Shape, groups: Int, elementType: ElementType, chosen: MemoryDescriptor) throws
  {
    let plain = Layout(plainWeight: shape, groups: groups)
    self =
      try plain.descriptor() == chosen
      ? plain : Layout(shape: shape, elementType: elementType, descriptor: chosen)
  }
}
