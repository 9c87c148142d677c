import Kernels
import Tensors

/// Turns fused steps into instructions: makes each kernel, and converts its inputs where their layout is
/// not the one that it wants.
struct InferenceCompiler {
  /// A value in one layout, in one buffer.
  struct Place {
    let layout: Layout
    let buffer: Int
  }

  let graph: Graph
  let parameters: ParameterSource
  let microBatch: Int
  let precision: Precision
  /// The node after which vectors are single precision again.
  let lastReducedNode: Int
  let kernels: any KernelSet
  let inputLayout: Layout
  let inputBuffer = 0
  private(set) var instructions: [InferencePlan.Instruction] = []
  /// Bytes of each buffer.
  private var buffers: [Int]
  /// The places in which each node's value can be found, the original first.
  private var places: [Int: [Place]]

  init(
    graph: Graph, parameters: [String: Tensor], microBatch: Int, precision: Precision,
    lastReducedNode: Int, kernels: any KernelSet
  ) {
    self.graph = graph
    self.parameters = ParameterSource(graph: graph, tensors: parameters)
    self.microBatch = microBatch
    self.precision = precision
    self.lastReducedNode = lastReducedNode
    self.kernels = kernels
    let input = graph.input
    inputLayout = Layout(plain: [microBatch, input.height, input.width, input.channels])
    buffers = [inputLayout.byteCount]
    places = [0: [Place(layout: inputLayout, buffer: 0)]]
  }

  /// - Parameter wanted: Nodes whose values the plan gives: kept apart as soon as they exist, since
  ///   a later kernel may work in place.
  mutating func compile(_ step: FusedStep, wanted: Set<Int>) throws {
    let name = graph.nodes[step.node].name
    do {
      let kernel = try kernel(for: step)
      try append(kernel, name: name, inputs: step.inputs, output: step.output)
      if wanted.contains(step.output) { _ = try output(of: step.output) }
    } catch let error as KernelError {
      if case .outOfMemory = error { throw error }
      throw GraphError.invalidLayer(name: name, reason: error.description)
    }
  }

  /// The value of `node` in the layout in which the plan gives it.
  mutating func output(of node: Int) throws -> Place {
    let layout = try place(of: node).layout
    let elementType = isSinglePrecision(node) ? .float32 : precision.elementType
    return try place(
      of: node, as: Layout(plain: layout.shape, elementType: elementType),
      name: graph.nodes[node].name)
  }

  /// For each buffer the instructions between which it is in use.
  func lifetimes(keeping outputs: [Int]) -> [MemoryPlan.Buffer] {
    var lifetimes = buffers.map {
      MemoryPlan.Buffer(byteCount: $0, firstUse: .max, lastUse: -1)
    }
    func use(_ buffer: Int, at time: Int) {
      lifetimes[buffer].firstUse = min(lifetimes[buffer].firstUse, time)
      lifetimes[buffer].lastUse = max(lifetimes[buffer].lastUse, time)
    }
    use(inputBuffer, at: 0)
    for (time, instruction) in instructions.enumerated() {
      for buffer in instruction.inputs + [instruction.output, instruction.scratch] {
        use(buffer, at: time)
      }
    }
    for buffer in outputs { use(buffer, at: instructions.count) }
    return lifetimes
  }

  /// Whether a node's value is a vector behind ``lastReducedNode``.
  func isSinglePrecision(_ node: Int) -> Bool {
    node > lastReducedNode && graph.shapes[node].rank == 1
  }

  // MARK: Places

  /// The layout in which `node`'s value was computed.
  func layout(of node: Int) throws -> Layout { try place(of: node).layout }

  private func place(of node: Int) throws -> Place {
    guard let place = places[node]?.first else {
      throw GraphError.invalidGraph(reason: "\(graph.nodes[node].name) is read before it exists")
    }
    return place
  }

  /// Finds `node`'s value in `layout`, or converts it.
  private mutating func place(of node: Int, as layout: Layout, name: String) throws -> Place {
    let original = try place(of: node)
    if let existing = places[node]?.first(where: { $0.layout == layout }) { return existing }
    let reorder = try kernels.reorder(from: original.layout, to: layout)
    let buffer = newBuffer(layout.byteCount)
    emit(reorder, name: name, inputs: [original.buffer], output: buffer)
    let place = Place(layout: layout, buffer: buffer)
    places[node, default: []].append(place)
    return place
  }

  private mutating func append(
    _ kernel: any Kernel, name: String, inputs: [Int], output: Int
  ) throws {
    var inputBuffers: [Int] = []
    for (node, layout) in zip(inputs, kernel.inputs) {
      inputBuffers.append(try place(of: node, as: layout, name: name).buffer)
    }
    let buffer: Int
    if let inPlace = kernel.inPlaceInput {
      buffer = inputBuffers[inPlace]
      // The residual's value is gone: nobody may find it there.
      places[inputs[inPlace]] = nil
    } else {
      buffer = newBuffer(kernel.output.byteCount)
    }
    emit(kernel, name: name, inputs: inputBuffers, output: buffer)
    places[output] = [Place(layout: kernel.output, buffer: buffer)]
  }

  private mutating func newBuffer(_ byteCount: Int) -> Int {
    buffers.append(byteCount)
    return buffers.count - 1
  }

  private mutating func emit(_ kernel: any Kernel, name: String, inputs: [Int], output: Int) {
    let scratch = newBuffer(kernel.scratchByteCount)
    instructions.append(
      InferencePlan.Instruction(
        name: name, kernel: kernel, inputs: inputs, output: output, scratch: scratch))
  }
}
