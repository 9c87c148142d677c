import COneDNN
import Tensors

/// Any primitive as a kernel: which argument is which input, which are constants.
struct OneDNNKernel: Kernel {
  struct Constant: Sendable {
    let argument: Int32
    let descriptor: MemoryDescriptor
    let storage: AlignedStorage
  }

  let primitive: Primitive
  let inputs: [Layout]
  let inputArguments: [Int32]
  let output: Layout
  var constants: [Constant] = []
  var inPlaceInput: Int?

  var scratchByteCount: Int { primitive.scratchpad.byteCount }

  var weightByteCount: Int { constants.reduce(0) { $0 + $1.storage.byteCount } }

  func bind(_ buffers: KernelBuffers) throws -> any BoundKernel {
    var memories: [(Int32, Memory)] = []
    for (index, layout) in inputs.enumerated() where index != inPlaceInput {
      memories.append(
        (inputArguments[index], try Memory(layout.descriptor(), at: buffers.inputs[index])))
    }
    for constant in constants {
      memories.append(
        (constant.argument, try Memory(constant.descriptor, at: constant.storage.start)))
    }
    memories.append((DNNL_ARG_DST, try Memory(output.descriptor(), at: buffers.output)))
    if scratchByteCount > 0 {
      memories.append(
        (DNNL_ARG_SCRATCHPAD, try Memory(primitive.scratchpad, at: buffers.scratch)))
    }
    return try BoundPrimitive(primitive: primitive, memories: memories, constants: constants)
  }
}

/// oneDNN's handle of somebody else's memory.
final class Memory {
  let handle: dnnl_memory_t

  init(_ descriptor: MemoryDescriptor, at address: UnsafeMutableRawPointer) throws {
    var handle: dnnl_memory_t?
    try withUnsafePointer(to: descriptor.raw) { pointer in
      try OneDNN.check(
        dnnl_memory_create(&handle, pointer, OneDNN.engine.handle, address), "binding memory")
    }
    guard let handle else { throw KernelError.failed(operation: "binding memory", status: "nil") }
    self.handle = handle
  }

  deinit { dnnl_memory_destroy(handle) }
}

/// A primitive with every argument in place.
final class BoundPrimitive: BoundKernel {
  private let primitive: Primitive
  private let memories: [Memory]
  private let constants: [OneDNNKernel.Constant]
  private let arguments: [dnnl_exec_arg_t]
  private let stream: dnnl_stream_t

  init(
    primitive: Primitive, memories: [(Int32, Memory)], constants: [OneDNNKernel.Constant]
  ) throws {
    var stream: dnnl_stream_t?
    try OneDNN.check(
      dnnl_stream_create(&stream, OneDNN.engine.handle, dnnl_stream_default_flags.rawValue),
      "making a stream")
    guard let stream else { throw KernelError.failed(operation: "making a stream", status: "nil") }
    self.stream = stream
    self.primitive = primitive
    self.memories = memories.map(\.1)
    self.constants = constants
    arguments = memories.map { dnnl_exec_arg_t(arg: $0.0, memory: $0.1.handle) }
  }

  deinit { dnnl_stream_destroy(stream) }

  func run() throws {
    // The processor's streams run a primitive before they return.
    try OneDNN.check(
      dnnl_primitive_execute(primitive.handle, stream, Int32(arguments.count), arguments),
      "running a kernel")
  }
}
