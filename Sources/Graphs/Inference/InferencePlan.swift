import Kernels
import Tensors
import Workers

/// A frozen network, compiled: kernels with packed weights in the order in which they run.
///
/// Batch norm is folded; bias, activation and residual addition are fused; buffers are assigned by
/// lifetime. A plan is immutable and shared by the workers, each of which runs it in an
/// ``InferenceExecutor`` of its own. It always runs a full micro-batch, so a picture's result does not
/// depend on its neighbours or its place.
public struct InferencePlan: Sendable {
  struct Instruction: Sendable {
    let name: String
    let kernel: any Kernel
    let inputs: [Int]
    let output: Int
    let scratch: Int
  }

  public let microBatch: Int
  public let precision: Precision
  /// `[microBatch, height, width, channels]`, `float32`.
  public let inputShape: Shape
  /// For each wanted node, the layout in which its value is given: plain, of the plan's precision.
  public let outputs: [Layout]
  let instructions: [Instruction]
  let memory: MemoryPlan
  let inputBuffer: Int
  let outputBuffers: [Int]

  /// - Parameters:
  ///   - outputs: Nodes whose values are wanted; `nil` means the graph's output. What they do not
  ///     depend on is left out.
  ///   - parameters: Every parameter that the needed nodes keep, `float32` or convertible to it.
  ///   - microBatch: Pictures a run.
  ///   - lastReducedNode: With `bfloat16`, the node after which vectors are computed in single precision
  ///     again: a head that was trained so is run so. `nil` keeps the precision to the end.
  /// - Throws: ``GraphError/missingParameter(name:)``, ``GraphError/parameterShape(name:expected:found:)``,
  ///   ``GraphError/unsupportedPrecision(reason:)``, ``GraphError/invalidLayer(name:reason:)`` for a layer
  ///   without a kernel, `TensorError.outOfMemory`.
  public init(
    graph: Graph, outputs: [Int]? = nil, parameters: [String: Tensor], microBatch: Int,
    precision: Precision = .float32, lastReducedNode: Int? = nil, kernels: any KernelSet
  ) throws {
    // On a worker's thread: a library sizes its teams of threads where its kernels are made, and a
    // worker has one.
    self = try Workers(count: 1).run {
      try InferencePlan(
        compiling: graph, outputs: outputs, parameters: parameters, microBatch: microBatch,
        precision: precision, lastReducedNode: lastReducedNode, kernels: kernels)
    }
  }

  private init(
    compiling graph: Graph, outputs: [Int]?, parameters: [String: Tensor], microBatch: Int,
    precision: Precision, lastReducedNode: Int?, kernels: any KernelSet
  ) throws {
    precondition(microBatch > 0, "a micro-batch holds at least one picture")
    do { try kernels.requireSupport(for: precision.elementType) } catch {
      throw GraphError.unsupportedPrecision(reason: "\(precision.rawValue): \(error)")
    }
    let wanted = outputs ?? [graph.nodes.count - 1]
    let (steps, sources) = Fusion.steps(of: graph, outputs: wanted)
    var compiler = InferenceCompiler(
      graph: graph, parameters: parameters, microBatch: microBatch, precision: precision,
      lastReducedNode: lastReducedNode ?? graph.nodes.count, kernels: kernels)
    for step in steps { try compiler.compile(step, wanted: Set(sources)) }
    let results = try sources.map { try compiler.output(of: $0) }
    self.microBatch = microBatch
    self.precision = precision
    inputShape = compiler.inputLayout.shape
    self.outputs = results.map(\.layout)
    outputBuffers = results.map(\.buffer)
    inputBuffer = compiler.inputBuffer
    instructions = compiler.instructions
    memory = MemoryPlan(compiler.lifetimes(keeping: outputBuffers))
  }

  /// Memory that each worker needs, in bytes.
  public var arenaByteCount: Int { memory.byteCount }

  /// Memory of the packed weights, which the workers share, in bytes.
  public var weightByteCount: Int {
    instructions.reduce(0) { $0 + $1.kernel.weightByteCount }
  }
}
