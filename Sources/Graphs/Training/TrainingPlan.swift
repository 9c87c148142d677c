import Kernels
import Tensors

/// The trained part of a network, compiled for one batch size: kernels in the order in which they run,
/// and a place in memory for every value by its lifetime.
///
/// No gradient exists for what is frozen. Immutable; each executor has buffers of its own.
public struct TrainingPlan: Sendable {
  let program: TrainingProgram
  let kernels: [any TrainingKernel]
  let memory: MemoryPlan
  /// The arena's buffer for each slot that is no parameter.
  let buffers: [TrainingProgram.Slot: Int]
  let scratchBuffers: [Int]
  let inputSlot: TrainingProgram.Slot
  let outputSlot: TrainingProgram.Slot
  /// Of every node of the network.
  let layerNames: [String]

  public let batch: Int
  public let classes: Int
  /// Elements of one row of the input: the features at the boundary.
  public let inputElements: Int
  /// Whether the plan computes gradients, or only logits and losses.
  public let trains: Bool

  /// A plan for training.
  /// - Parameters:
  ///   - trains: Which of the suffix's parameters are trained.
  ///   - batch: Rows a step.
  /// - Throws: ``GraphError/invalidLayer(name:reason:)``, `KernelError`.
  public static func training(
    graph: Graph, boundary: FreezeBoundary, batch: Int, kernels: any KernelSet,
    trains: (Parameter) -> Bool
  ) throws -> TrainingPlan {
    try TrainingPlan(
      graph: graph, boundary: boundary, batch: batch, mode: .training, kernels: kernels,
      trains: trains)
  }

  /// A plan that gives logits and losses, with dropout off and running statistics.
  /// - Throws: As ``training(graph:boundary:batch:kernels:trains:)``.
  public static func evaluation(
    graph: Graph, boundary: FreezeBoundary, batch: Int, kernels: any KernelSet
  ) throws -> TrainingPlan {
    try TrainingPlan(
      graph: graph, boundary: boundary, batch: batch, mode: .evaluation, kernels: kernels,
      trains: { _ in false })
  }

  private init(
    graph: Graph, boundary: FreezeBoundary, batch: Int, mode: TrainingProgram.Mode,
    kernels: any KernelSet, trains: (Parameter) -> Bool
  ) throws {
    precondition(batch > 0, "a batch holds at least one row")
    program = try TrainingProgram(
      graph: graph, boundary: boundary, batch: batch, mode: mode, trains: trains)
    self.kernels = try program.steps.map { try kernels.training($0.operation) }
    self.batch = batch
    self.trains = mode == .training
    layerNames = graph.nodes.map(\.name)
    classes = program.classes
    inputElements = graph.shapes[boundary.node].elementCount
    inputSlot = .value(boundary.node)
    outputSlot = .value(graph.nodes.count - 1)
    let layout = ArenaLayout(
      program: program, kernels: self.kernels, inputSlot: inputSlot,
      inputElements: batch * inputElements, outputSlot: outputSlot)
    memory = MemoryPlan(layout.lifetimes)
    buffers = layout.buffers
    scratchBuffers = layout.scratchBuffers
  }

  /// Memory that an executor needs besides the parameters, in bytes.
  public var arenaByteCount: Int { memory.byteCount }
}

/// Sizes and lifetimes of a program's buffers.
private struct ArenaLayout {
  private(set) var lifetimes: [MemoryPlan.Buffer] = []
  private(set) var buffers: [TrainingProgram.Slot: Int] = [:]
  private(set) var scratchBuffers: [Int] = []

  init(
    program: TrainingProgram, kernels: [any TrainingKernel], inputSlot: TrainingProgram.Slot,
    inputElements: Int, outputSlot: TrainingProgram.Slot
  ) {
    let end = program.steps.count
    // What the caller fills before a step lives from its start; what it reads after, to its end.
    touch(inputSlot, inputElements, at: 0)
    touch(.targets, program.batch * program.classes, at: 0)
    touch(.rowWeights, program.batch, at: 0)
    for dropout in program.dropouts {
      touch(.mask(dropout.node), program.batch * dropout.rowElements, at: 0)
    }
    for (time, step) in program.steps.enumerated() {
      let counts = step.operation.elementCounts
      for (slot, count) in zip(step.inputs + step.outputs, counts.inputs + counts.outputs) {
        touch(slot, count, at: time)
        if slot.isResult { touch(slot, count, at: end) }
      }
      lifetimes.append(
        MemoryPlan.Buffer(
          byteCount: kernels[time].scratchByteCount, firstUse: time, lastUse: time))
      scratchBuffers.append(lifetimes.count - 1)
    }
    touch(outputSlot, program.batch * program.classes, at: end)
  }

  private mutating func touch(_ slot: TrainingProgram.Slot, _ elements: Int, at time: Int) {
    if case .parameter = slot { return }
    if let buffer = buffers[slot] {
      lifetimes[buffer].lastUse = max(lifetimes[buffer].lastUse, time)
      lifetimes[buffer].byteCount = max(lifetimes[buffer].byteCount, elements * 4)
    } else {
      buffers[slot] = lifetimes.count
      lifetimes.append(
        MemoryPlan.Buffer(byteCount: elements * 4, firstUse: time, lastUse: time))
    }
  }
}

extension TrainingProgram.Slot {
  /// Whether the caller reads it after a step.
  fileprivate var isResult: Bool {
    switch self {
    case .parameterGradient, .softmax, .losses: true
    default: false
    }
  }
}
