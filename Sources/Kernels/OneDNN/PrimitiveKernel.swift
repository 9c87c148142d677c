import COneDNN
import Tensors

/// A oneDNN primitive as a step of a training plan.
struct PrimitiveKernel: TrainingKernel {
  /// A buffer, oneDNN's name for it, and how oneDNN reads it.
  struct Argument: Sendable {
    let name: Int32
    let layout: Layout
    let descriptor: MemoryDescriptor

    /// - Parameter descriptor: Where oneDNN reads the buffer under other dimensions.
    init(_ name: Int32, _ layout: Layout, as descriptor: MemoryDescriptor? = nil) throws {
      self.name = name
      self.layout = layout
      self.descriptor = try descriptor ?? layout.descriptor()
    }
  }

  private let primitive: Primitive
  private let sources: [Argument]
  private let targets: [Argument]

  init(_ primitive: Primitive, inputs: [Argument], outputs: [Argument]) {
    self.primitive = primitive
    sources = inputs
    targets = outputs
  }

  var inputs: [Layout] { sources.map(\.layout) }
  var outputs: [Layout] { targets.map(\.layout) }
  var scratchByteCount: Int { primitive.scratchpad.byteCount }

  func bind(
    inputs: [UnsafeMutableRawPointer], outputs: [UnsafeMutableRawPointer],
    scratch: UnsafeMutableRawPointer
  ) throws -> any BoundKernel {
    precondition(
      inputs.count == sources.count && outputs.count == targets.count, "as many buffers as layouts")
    var memories = try zip(sources + targets, inputs + outputs).map {
      ($0.name, try Memory($0.descriptor, at: $1))
    }
    if scratchByteCount > 0 {
      memories.append((DNNL_ARG_SCRATCHPAD, try Memory(primitive.scratchpad, at: scratch)))
    }
    return try BoundPrimitive(primitive: primitive, memories: memories, constants: [])
  }
}
