import Evaluation
import Graphs
import Kernels
import Synchronization
import Tensors
import Workers

/// Grad-CAM of a classifier: which places of a map speak for a class.
///
/// Up to the map the network is an inference plan, and after it a plan that gives a logit's gradient; both in
/// single precision, with dropout off and running statistics.
public struct ClassActivation: Sendable {
  /// From pictures to the map: its only output.
  public let plan: InferencePlan
  private let node: Int
  /// Of one picture's map: `[height, width, channels]`.
  public let shape: Shape
  private let graph: Graph
  private let kernels: any KernelSet
  private let executor: TrainingExecutor

  /// Rows that pass the part behind the map together.
  private static let microBatch = 4

  /// - Parameters:
  ///   - node: One of the graph's ``Graphs/Graph/explainableNodes``.
  ///   - parameters: Every parameter of the graph.
  ///   - microBatch: Pictures that pass the part before the map together.
  /// - Throws: What compiling throws, `TensorError.outOfMemory`.
  public init(
    of graph: Graph, at node: Int, parameters: [String: Tensor], microBatch: Int,
    kernels: any KernelSet
  ) throws {
    let plan = try InferencePlan(
      graph: graph, outputs: [node], parameters: parameters, microBatch: microBatch,
      kernels: kernels)
    try self.init(of: graph, at: node, plan: plan, parameters: parameters, kernels: kernels)
  }

  private init(
    of graph: Graph, at node: Int, plan: InferencePlan, parameters: [String: Tensor],
    kernels: any KernelSet
  ) throws {
    let boundary = FreezeBoundary(at: node, of: graph)
    let suffix = try TrainingPlan.attribution(
      graph: graph, boundary: boundary, microBatch: Self.microBatch, kernels: kernels)
    let store = try ParameterStore(
      graph.parameters(after: boundary), layouts: suffix.parameterLayouts, values: parameters,
      kernels: kernels)
    self.plan = plan
    self.graph = graph
    self.kernels = kernels
    self.node = node
    shape = graph.shapes[node]
    executor = try TrainingExecutor(suffix, store: store)
  }

  /// The same for a network that differs behind the map alone: its part before the map is compiled already.
  /// - Parameters:
  ///   - parameters: Every one behind the map; those before it are the same.
  ///   - graph: Under the same map.
  /// - Returns: `nil` if the layers up to the map are others.
  /// - Throws: As ``init(of:at:parameters:microBatch:kernels:)``.
  public func with(
    _ parameters: [String: Tensor], in graph: Graph, at node: Int
  ) throws -> ClassActivation? {
    guard node == self.node, graph.nodes[...node] == self.graph.nodes[...node] else {
      return nil
    }
    return try ClassActivation(
      of: graph, at: node, plan: plan, parameters: parameters, kernels: kernels)
  }

  /// - Parameters:
  ///   - activations: What ``plan`` gave, a row a picture: `[height, width, channels]`.
  ///   - classes: The class that is asked about in each.
  ///   - workers: Who computes; the number changes no bit.
  /// - Returns: For each row its map, not scaled, `[height, width]`.
  /// - Throws: `TensorError.outOfMemory`, `KernelError`.
  public func maps(
    of activations: [[Float]], classes: [Int], workers: Workers
  ) throws -> [SaliencyMap] {
    precondition(activations.count == classes.count, "one class a row")
    let count = executor.plan.classes
    return try maps(
      of: activations,
      weights: classes.map { label in (0..<count).map { $0 == label ? 1 : 0 } }, workers: workers)
  }

  /// - Parameter weights: Of the logits in the score that is differentiated, `[classes]` for each row.
  func maps(
    of activations: [[Float]], weights: [[Float]], workers: Workers
  ) throws -> [SaliencyMap] {
    guard !activations.isEmpty else { return [] }
    let elements = shape.elementCount
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    let found = Mutex([SaliencyMap?](repeating: nil, count: activations.count))
    try executor.run(
      rows: activations.count, workers: workers,
      fill: { run, rows in
        run.clear()
        for (place, row) in rows.enumerated() {
          let input = run.input[place * elements..<(place + 1) * elements]
          _ = UnsafeMutableBufferPointer(rebasing: input).update(fromContentsOf: activations[row])
          _ = run.targetRow(place).update(fromContentsOf: weights[row])
        }
        run.drawMasks(nil)
      },
      read: { run, rows in
        for (place, row) in rows.enumerated() {
          let map = GradCAM.map(
            activations: activations[row],
            gradient: Array(run.inputGradient[place * elements..<(place + 1) * elements]),
            height: height, width: width, channels: channels)
          found.withLock { $0[row] = map }
        }
      })
    return found.withLock { maps in
      maps.map { map in
        guard let map else { preconditionFailure("a row passed without being read") }
        return map
      }
    }
  }
}
