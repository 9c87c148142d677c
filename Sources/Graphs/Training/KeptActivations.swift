import Tensors

/// What a training step keeps of its way forward for the way back, for one picture: the values, places of maxima
/// and masks that its program reads again behind the loss.
///
/// The value at the boundary is the suffix's input and no part of it; statistics of norms and what the loss
/// keeps are a few numbers a channel or a class and left out.
public struct KeptActivations: Sendable, Hashable {
  /// For each node; zero up to the boundary, and for nodes inside of a fused layer.
  public let byteCounts: [Int]

  /// - Parameters:
  ///   - precision: Of maps. Vectors and masks are single precision, places of maxima one byte each.
  ///   - statistics: What a batch norm normalizes with.
  ///   - trains: Whether the optimizer changes a parameter.
  /// - Throws: ``GraphError/invalidLayer(name:reason:)`` for a network that ends in no vector.
  public init(
    of graph: Graph, boundary: FreezeBoundary, precision: Precision = .float32,
    statistics: (_ norm: Int) -> NormStatistics, trains: (Parameter) -> Bool
  ) throws {
    let program = try TrainingProgram(
      graph: graph, boundary: boundary, microBatch: 1, mode: .training, trains: trains,
      statistics: statistics)
    let loss = program.steps.lastIndex { $0.outputs.contains(.losses) } ?? 0
    var byteCounts = [Int](repeating: 0, count: graph.nodes.count)
    let read = program.steps[loss...].dropFirst().filter { $0.scope == .micro }
    for slot in Set(read.flatMap(\.inputs)) {
      switch slot {
      case .value(let node) where node != boundary.node:
        let element = graph.shapes[node].rank == 3 ? precision.elementType : .float32
        byteCounts[node] += graph.shapes[node].elementCount * element.byteCount
      case .winners(let node):
        byteCounts[node] += graph.shapes[node].elementCount
      case .mask(let node):
        byteCounts[node] += program.rowElements(ofDropout: node) * ElementType.float32.byteCount
      default:
        continue
      }
    }
    // The logits are there anyway.
    byteCounts[graph.nodes.count - 1] = 0
    self.byteCounts = byteCounts
  }

  /// All of it.
  public var byteCount: Int { byteCounts.reduce(0, +) }
}
