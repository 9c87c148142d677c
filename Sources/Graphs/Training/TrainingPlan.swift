import Kernels
import Tensors
import Workers

/// The trained part of a network, compiled for one size of micro-batch: kernels in the order in which they
/// run, and a place in memory for every value by its lifetime.
///
/// No gradient and no activation is kept for what is frozen. Immutable; see ``TrainingExecutor``.
public struct TrainingPlan: Sendable {
  /// Where something lies: in each micro-batch's arena, in the arena of all, or among the parameters.
  enum Buffer: Hashable, Sendable {
    case micro(Int)
    case shared(Int)
    case parameter(String)
  }

  struct Instruction: Sendable {
    let kernel: any TrainingKernel
    let inputs: [Buffer]
    /// Of a micro-batch's own, where its contribution is added to a sum.
    let outputs: [Buffer]
    let scratch: Buffer
    /// For each output that is summed over the micro-batches, the sum's number.
    let sums: [Int?]
    /// The layer's last node, and the value that it computes, if this is the step that does.
    let layer: Int
    let value: Int?
  }

  /// A sum over the micro-batches of a batch, added up in their order.
  struct Sum: Sendable {
    let buffer: Buffer
    let elementCount: Int
  }

  /// Instructions that need nothing of other chains: those of one layer, in order.
  struct Chain: Sendable {
    let instructions: [Instruction]
    /// Whether nothing that it reads changes from run to run.
    let isConstant: Bool
  }

  enum Segment: Sendable {
    /// For each micro-batch: a range of ``microInstructions``.
    case micro(Range<Int>)
    /// Once, when all micro-batches have come here.
    case whole([Instruction])
  }

  let program: TrainingProgram
  let prepare: [Chain]
  let microInstructions: [Instruction]
  let segments: [Segment]
  let finish: [Chain]
  let sums: [Sum]
  let microMemory: MemoryPlan
  let sharedOffsets: [Int]
  /// Memory that all workers share besides the parameters: gradients, folded and packed weights.
  public let sharedByteCount: Int
  /// Where the caller's slots lie.
  let places: [TrainingProgram.Slot: Place]
  /// `nil` in all plans but one for attribution.
  let inputGradient: Place?
  let inputNode: Int
  /// Of every node of the network.
  let layerNames: [String]
  /// How the plan wants each parameter to lie: a trained weight as its gradient does.
  public let parameterLayouts: [String: Layout]

  public let precision: Precision
  /// Rows that pass together.
  public let microBatch: Int
  public let classes: Int
  /// Elements of one row of the input: the value at the boundary.
  public let inputElements: Int

  struct Place: Sendable {
    let layout: Layout
    let buffer: Buffer
  }

  /// A plan for training.
  /// - Parameters:
  ///   - microBatch: Rows that pass together; a step may have any number of them.
  ///   - precision: Of maps. Vectors, statistics, parameters and their gradients are single precision.
  ///   - trains: Which of the suffix's parameters are trained.
  ///   - statistics: Which statistics the batch norm at a node normalizes with.
  /// - Throws: ``GraphError/invalidLayer(name:reason:)``, ``GraphError/unsupportedPrecision(reason:)``,
  ///   `KernelError`.
  public static func training(
    graph: Graph, boundary: FreezeBoundary, microBatch: Int, precision: Precision = .float32,
    kernels: any KernelSet, trains: (Parameter) -> Bool,
    statistics: (_ norm: Int) -> NormStatistics = { _ in .batch }
  ) throws -> TrainingPlan {
    let program = try TrainingProgram(
      graph: graph, boundary: boundary, microBatch: microBatch, mode: .training, trains: trains,
      statistics: statistics)
    return try compiled(
      program, graph: graph, boundary: boundary, precision: precision, kernels: kernels,
      parameterLayouts: [:])
  }

  /// A plan that gives logits and losses, with dropout off and running statistics.
  /// - Parameter parameterLayouts: As the plan has them whose parameters are used.
  /// - Throws: As ``training(graph:boundary:microBatch:precision:kernels:trains:statistics:)``.
  public static func evaluation(
    graph: Graph, boundary: FreezeBoundary, microBatch: Int, precision: Precision = .float32,
    kernels: any KernelSet, parameterLayouts: [String: Layout] = [:]
  ) throws -> TrainingPlan {
    let program = try TrainingProgram(
      graph: graph, boundary: boundary, microBatch: microBatch, mode: .evaluation,
      trains: { _ in false })
    return try compiled(
      program, graph: graph, boundary: boundary, precision: precision, kernels: kernels,
      parameterLayouts: parameterLayouts)
  }

  /// A plan that says how the logits depend on the value at the boundary: with dropout off and running
  /// statistics, the gradient of `Σ targets · logits`, which ``MicroBatchExecutor/inputGradient`` gives. Targets
  /// that are 1 for one class and 0 for the others make it the gradient of that class's logit.
  /// - Parameter boundary: Before the output.
  /// - Throws: As ``training(graph:boundary:microBatch:precision:kernels:trains:statistics:)``.
  public static func attribution(
    graph: Graph, boundary: FreezeBoundary, microBatch: Int, precision: Precision = .float32,
    kernels: any KernelSet
  ) throws -> TrainingPlan {
    precondition(
      boundary.node < graph.nodes.count - 1, "the logits depend on what comes before them")
    let program = try TrainingProgram(
      graph: graph, boundary: boundary, microBatch: microBatch, mode: .attribution,
      trains: { _ in false })
    return try compiled(
      program, graph: graph, boundary: boundary, precision: precision, kernels: kernels,
      parameterLayouts: [:])
  }

  /// A plan that goes forward as one for training or evaluation does, but makes the value of every node: what a fused
  /// activation such as ReLU6 hides, ``TrainingExecutor/firstNonFiniteLayer(rows:fill:)`` finds in it.
  /// - Parameters:
  ///   - statistics: As training has them; `nil` for an evaluation.
  ///   - parameterLayouts: As the plan has them whose parameters are used.
  /// - Throws: As ``training(graph:boundary:microBatch:precision:kernels:trains:statistics:)``.
  public static func inspection(
    graph: Graph, boundary: FreezeBoundary, microBatch: Int, precision: Precision = .float32,
    kernels: any KernelSet, parameterLayouts: [String: Layout] = [:],
    statistics: ((_ norm: Int) -> NormStatistics)?
  ) throws -> TrainingPlan {
    let program = try TrainingProgram(
      graph: graph, boundary: boundary, microBatch: microBatch,
      mode: statistics == nil ? .evaluation : .training, fuses: false, trains: { _ in false },
      statistics: statistics ?? { _ in .running })
    return try compiled(
      program, graph: graph, boundary: boundary, precision: precision, kernels: kernels,
      parameterLayouts: parameterLayouts)
  }

  /// On a worker's thread: a library sizes its teams of threads where its kernels are made.
  private static func compiled(
    _ program: TrainingProgram, graph: Graph, boundary: FreezeBoundary, precision: Precision,
    kernels: any KernelSet, parameterLayouts: [String: Layout]
  ) throws -> TrainingPlan {
    precondition(program.microBatch > 0, "a micro-batch holds at least one row")
    do { try kernels.requireSupport(for: precision.elementType) } catch {
      throw GraphError.unsupportedPrecision(reason: "\(precision.rawValue): \(error)")
    }
    return try Workers(count: 1).run {
      var compiler = TrainingCompiler(
        program: program, graph: graph, boundary: boundary.node, precision: precision,
        kernels: kernels)
      try compiler.compile(parameterLayouts: parameterLayouts)
      return TrainingPlan(compiler)
    }
  }

  private init(_ compiler: TrainingCompiler) {
    program = compiler.program
    prepare = compiler.chains(.prepare)
    finish = compiler.chains(.finish)
    microInstructions = compiler.microInstructions
    segments = compiler.segments
    sums = compiler.sums
    microMemory = MemoryPlan(compiler.microBuffers)
    sharedOffsets = compiler.sharedOffsets
    sharedByteCount = compiler.sharedByteCount
    places = compiler.places.compactMapValues(\.first)
    inputGradient = compiler.inputGradient
    inputNode = compiler.boundary
    layerNames = compiler.graph.nodes.map(\.name)
    parameterLayouts = compiler.parameterLayouts
    precision = compiler.precision
    microBatch = program.microBatch
    classes = program.classes
    inputElements = compiler.graph.shapes[compiler.boundary].elementCount
  }

  /// Memory of one micro-batch's values, in bytes.
  public var arenaByteCount: Int { microMemory.byteCount }

  /// Whether micro-batches wait for each other on the way, so that all of a batch are in memory at once; else
  /// as many as there are workers.
  public var keepsWholeBatch: Bool { segments.count > 1 }

  /// Names of the trained parameters.
  public var trained: Set<String> { program.trained }
}
