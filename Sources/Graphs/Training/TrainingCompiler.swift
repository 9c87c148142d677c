import Kernels
import Tensors

/// Turns a training program into instructions: makes each kernel, converts what it reads where the layout is
/// not the one that it wants, and assigns buffers.
struct TrainingCompiler {
  typealias Slot = TrainingProgram.Slot
  typealias Buffer = TrainingPlan.Buffer
  typealias Instruction = TrainingPlan.Instruction
  typealias Place = TrainingPlan.Place

  let program: TrainingProgram
  let graph: Graph
  let boundary: Int
  let precision: Precision
  let kernels: any KernelSet
  private(set) var parameterLayouts: [String: Layout] = [:]
  private(set) var microInstructions: [Instruction] = []
  private(set) var segments: [TrainingPlan.Segment] = []
  private(set) var sums: [TrainingPlan.Sum] = []
  private(set) var microBuffers: [MemoryPlan.Buffer] = []
  private(set) var sharedOffsets: [Int] = []
  private(set) var sharedByteCount = 0
  /// Where each slot's content can be found, the original first.
  private(set) var places: [Slot: [Place]] = [:]
  /// Where the caller finds the gradient by the value at the boundary.
  private(set) var inputGradient: Place?
  /// Instructions outside the micro-batches, by scope and layer.
  private var chains: [TrainingProgram.Scope: [Int: [Instruction]]] = [:]
  /// Convolutions' kernels, which choose layouts that others follow.
  private var leading: [Int: any TrainingKernel] = [:]
  /// The last step that reads each slot.
  private var lastReads: [Slot: Int] = [:]

  init(
    program: TrainingProgram, graph: Graph, boundary: Int, precision: Precision,
    kernels: any KernelSet
  ) {
    self.program = program
    self.graph = graph
    self.boundary = boundary
    self.precision = precision
    self.kernels = kernels
  }

  /// - Parameter given: Layouts that parameters have already.
  mutating func compile(parameterLayouts given: [String: Layout]) throws {
    for (index, step) in program.steps.enumerated() {
      for slot in step.inputs { lastReads[slot] = index }
      if step.operation.leads {
        leading[index] = try kernel(of: step, inputs: step.operation.plainLayouts().inputs)
      }
    }
    if let slot = program.inputGradient { lastReads[slot] = program.steps.count }
    placeParameters(given)
    placeCallersSlots()
    for scope in [TrainingProgram.Scope.prepare, .micro, .finish, .update] {
      for (index, step) in program.steps.enumerated()
      where step.scope == scope || scope == .micro && step.scope == .whole {
        try compile(step, index)
      }
    }
    keepResults()
    try keepInputGradient()
  }

  // MARK: Steps

  private mutating func compile(_ step: TrainingProgram.Step, _ index: Int) throws {
    let present = step.inputs.map { places[$0]?.first?.layout ?? Layout(plain: [1]) }
    let kernel = try leading[index] ?? kernel(of: step, inputs: present)
    var inputs: [Buffer] = []
    for (slot, layout) in zip(step.inputs, kernel.inputs) {
      inputs.append(try place(of: slot, as: layout, for: step))
    }
    var outputs: [Buffer] = []
    var sums: [Int?] = []
    for (number, (slot, layout)) in zip(step.outputs, kernel.outputs).enumerated() {
      if case .parameter = slot {
        // Running statistics are moved where they are.
        outputs.append(try place(of: slot, as: layout, for: step))
        sums.append(nil)
        continue
      }
      let takenOver =
        number == 0 ? overwritable(kernel, step, index, inputs, output: layout) : nil
      let isMicro = step.scope == .micro
      let buffer = takenOver ?? newBuffer(layout.byteCount, isMicro: isMicro)
      outputs.append(buffer)
      if isMicro, slot.isAccumulated {
        let sum = newBuffer(layout.byteCount, isMicro: false)
        sums.append(self.sums.count)
        self.sums.append(
          TrainingPlan.Sum(buffer: sum, elementCount: layout.byteCount / MemoryLayout<Float>.size))
        places[slot] = [Place(layout: layout, buffer: sum)]
      } else {
        sums.append(nil)
        places[slot] = [Place(layout: layout, buffer: buffer)]
      }
    }
    var value: Int?
    if case .value(let node)? = step.outputs.first { value = node }
    append(
      Instruction(
        kernel: kernel, inputs: inputs, outputs: outputs,
        scratch: newBuffer(kernel.scratchByteCount, isMicro: step.scope == .micro), sums: sums,
        layer: step.layer, value: value), step.scope)
  }

  private func kernel(
    of step: TrainingProgram.Step, inputs: [Layout]
  ) throws -> any TrainingKernel {
    do {
      return try kernels.training(
        step.operation, inputs: inputs,
        elementType: step.operation.hasMaps ? precision.elementType : .float32)
    } catch let error as KernelError {
      if case .outOfMemory = error { throw error }
      throw GraphError.invalidLayer(
        name: graph.nodes[step.layer].name, reason: error.description)
    }
  }

  /// The input whose buffer the step's first output may take over.
  private func overwritable(
    _ kernel: any TrainingKernel, _ step: TrainingProgram.Step, _ index: Int, _ inputs: [Buffer],
    output: Layout
  ) -> Buffer? {
    guard step.outputs.first?.isAccumulated != true || step.scope != .micro else { return nil }
    let candidate = kernel.inPlaceInputs.first { input in
      let slot = step.inputs[input]
      guard lastReads[slot] == index, kernel.inputs[input] == output,
        inputs.filter({ $0 == inputs[input] }).count == 1
      else { return false }
      if case .parameter = inputs[input] { return false }
      // What one micro-batch wrote others may not overwrite, and the other way round.
      guard case .micro = inputs[input] else { return step.scope != .micro }
      return step.scope == .micro
    }
    return candidate.map { inputs[$0] }
  }

  private mutating func append(_ instruction: Instruction, _ scope: TrainingProgram.Scope) {
    switch scope {
    case .micro:
      let time = microInstructions.count
      for buffer in instruction.inputs + instruction.outputs + [instruction.scratch] {
        use(buffer, at: time)
      }
      microInstructions.append(instruction)
      if case .micro(let range)? = segments.last {
        segments[segments.count - 1] = .micro(range.lowerBound..<time + 1)
      } else {
        segments.append(.micro(time..<time + 1))
      }
    case .whole:
      if case .whole(let instructions)? = segments.last {
        segments[segments.count - 1] = .whole(instructions + [instruction])
      } else {
        segments.append(.whole([instruction]))
      }
    case .prepare, .finish, .update:
      // What moves statistics comes last in its layer's chain.
      chains[scope == .update ? .finish : scope, default: [:]][instruction.layer, default: []]
        .append(instruction)
    }
  }

  func chains(_ scope: TrainingProgram.Scope) -> [TrainingPlan.Chain] {
    let moved = Set(
      program.steps.flatMap { step in
        step.outputs.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
      })
    return (chains[scope] ?? [:]).sorted { $0.key < $1.key }.map { _, instructions in
      TrainingPlan.Chain(
        instructions: instructions,
        isConstant: program.hasGradients
          && instructions.flatMap(\.inputs).allSatisfy {
            guard case .parameter(let name) = $0 else { return true }
            return !program.trained.contains(name) && !moved.contains(name)
          })
    }
  }

  // MARK: Places

  private mutating func placeParameters(_ given: [String: Layout]) {
    for parameter in program.parameters {
      parameterLayouts[parameter.name] =
        given[parameter.name] ?? Layout(plain: parameter.shape.flattened)
    }
    for (index, step) in program.steps.enumerated() {
      guard let kernel = leading[index] else { continue }
      switch step.operation {
      case .convolution(let geometry, _, _):
        guard let name = weightName(step.inputs[1]), given[name] == nil else { continue }
        if parameterLayouts[name]?.shape.rank != 4 {
          parameterLayouts[name] =
            kernel.inputs[1].elementType == .float32 ? kernel.inputs[1] : geometry.plainWeight
        }
      case .convolutionWeightGradient:
        guard let name = weightName(step.outputs[0]), given[name] == nil else { continue }
        parameterLayouts[name] = kernel.outputs[0]
      default:
        continue
      }
    }
    for (name, layout) in parameterLayouts {
      places[.parameter(name)] = [Place(layout: layout, buffer: .parameter(name))]
    }
  }

  /// The convolution weight that a slot holds, is made of or belongs to.
  private func weightName(_ slot: Slot) -> String? {
    switch slot {
    case .parameter(let name), .parameterGradient(let name): name
    case .foldedWeight(let node), .foldedWeightGradient(let node):
      graph.parameters(ofNode: node)[0].name
    default: nil
    }
  }

  /// What the caller fills before a micro-batch lives from its start.
  private mutating func placeCallersSlots() {
    func shape(_ node: Int) -> Shape {
      Shape([program.microBatch] + graph.shapes[node].dimensions)
    }
    var slots: [(Slot, Layout)] = [
      (.value(boundary), Layout(plain: shape(boundary))),
      (.targets, Layout(plain: [program.microBatch, program.classes])),
      (.rowWeights, Layout(plain: [program.microBatch])),
      (.images, Layout(plain: [1])),
    ]
    slots += program.dropouts.map {
      (
        .mask($0.node),
        Layout(plain: $0.dropsImages ? [program.microBatch] : shape($0.node))
      )
    }
    for (slot, layout) in slots {
      let buffer = newBuffer(layout.byteCount, isMicro: true)
      use(buffer, at: 0)
      places[slot] = [Place(layout: layout, buffer: buffer)]
    }
    places[.batchImages] = [
      Place(layout: Layout(plain: [1]), buffer: newBuffer(4, isMicro: false))
    ]
  }

  /// What the caller reads after a micro-batch lives to its end.
  private mutating func keepResults() {
    for slot in [Slot.softmax, .losses, .value(graph.nodes.count - 1)] {
      if let place = places[slot]?.first { use(place.buffer, at: microInstructions.count) }
    }
  }

  private mutating func keepInputGradient() throws {
    guard let slot = program.inputGradient, let step = program.steps.last else { return }
    let layout = Layout(
      plain: Shape([program.microBatch] + graph.shapes[boundary].dimensions))
    let buffer = try place(of: slot, as: layout, for: step)
    use(buffer, at: microInstructions.count)
    inputGradient = Place(layout: layout, buffer: buffer)
  }

  /// Finds a slot's content in `layout`, or converts it.
  private mutating func place(
    of slot: Slot, as layout: Layout, for step: TrainingProgram.Step
  ) throws -> Buffer {
    guard let original = places[slot]?.first else {
      throw GraphError.invalidGraph(
        reason: "\(graph.nodes[step.layer].name) reads \(slot) before it exists")
    }
    if let existing = places[slot]?.first(where: { $0.layout.holdsSame(as: layout) }) {
      return existing.buffer
    }
    let reorder = try kernels.conversion(from: original.layout, to: layout)
    let isMicro = slot.isMicro
    let buffer = newBuffer(layout.byteCount, isMicro: isMicro)
    append(
      Instruction(
        kernel: reorder, inputs: [original.buffer], outputs: [buffer],
        scratch: newBuffer(reorder.scratchByteCount, isMicro: isMicro), sums: [nil],
        layer: step.layer, value: nil),
      isMicro ? .micro : step.scope == .finish || step.scope == .update ? .finish : .prepare)
    places[slot, default: []].append(Place(layout: layout, buffer: buffer))
    return buffer
  }

  // MARK: Buffers

  private mutating func newBuffer(_ byteCount: Int, isMicro: Bool) -> Buffer {
    if isMicro {
      microBuffers.append(
        MemoryPlan.Buffer(byteCount: byteCount, firstUse: .max, lastUse: -1))
      return .micro(microBuffers.count - 1)
    }
    let line = AlignedStorage.alignment
    sharedOffsets.append(sharedByteCount)
    sharedByteCount += (byteCount + line - 1) / line * line
    return .shared(sharedOffsets.count - 1)
  }

  private mutating func use(_ buffer: Buffer, at time: Int) {
    guard case .micro(let index) = buffer else { return }
    microBuffers[index].firstUse = min(microBuffers[index].firstUse, time)
    microBuffers[index].lastUse = max(microBuffers[index].lastUse, time)
  }
}

extension TrainingOperation {
  /// Whether others follow the layouts that this operation's kernel chooses.
  fileprivate var leads: Bool {
    switch self {
    case .convolution, .convolutionInputGradient, .convolutionWeightGradient: true
    default: false
    }
  }

  /// Whether it computes on maps, in the plan's precision; vectors are single precision.
  fileprivate var hasMaps: Bool {
    let layouts = plainLayouts()
    return (layouts.inputs + layouts.outputs).contains { $0.isMap }
  }
}

extension Shape {
  /// A list or matrix as it is; a weight's as a list, until a kernel says how it wants it.
  fileprivate var flattened: Shape { rank == 4 ? [elementCount] : self }
}
