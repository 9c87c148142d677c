import Tensors

/// What a training step keeps of its way forward for the way back, for one picture.
///
/// A value is kept where the gradient of a layer behind the boundary reads it, once, whoever reads it: the
/// input of a convolution, a linear layer or a norm whose weights train, the input of a norm that uses the
/// batch's statistics, the output of an activation, the places of a maximum, the mask of a dropout. The
/// value at the boundary is the suffix's input and no part of it; statistics of norms and what the loss
/// keeps are a few numbers a channel or a class and left out.
public struct KeptActivations: Sendable, Hashable {
  /// For each node; zero up to the boundary.
  public let byteCounts: [Int]

  /// - Parameters:
  ///   - precision: Of activations. Masks are single precision, places of maxima one byte each.
  ///   - usesBatchStatistics: Of a batch norm.
  ///   - trains: Whether the optimizer changes a parameter.
  public init(
    of graph: Graph, boundary: FreezeBoundary, precision: Precision = .float32,
    usesBatchStatistics: (_ node: Int) -> Bool, trains: (Parameter) -> Bool
  ) {
    var values: Set<Int> = []
    var extras = [Int](repeating: 0, count: graph.nodes.count)
    var depending: Set<Int> = []
    for index in graph.nodes.indices.dropFirst(boundary.node + 1) {
      let node = graph.nodes[index]
      let trained = graph.parameters(ofNode: index).filter { $0.role.isTrainable && trains($0) }
      let passesOn = node.inputs.contains(where: depending.contains)
      guard passesOn || !trained.isEmpty else { continue }
      depending.insert(index)
      let readsInput =
        switch node.operation {
        case .convolution, .linear: trained.contains { $0.role == .weight }
        case .batchNorm:
          trained.contains { $0.role == .scale } || passesOn && usesBatchStatistics(index)
        default: false
        }
      if readsInput { values.insert(node.inputs[0]) }
      guard passesOn else { continue }
      if node.operation.kind == .activation { values.insert(index) }
      extras[index] = node.operation.keptBytesPerElement * graph.shapes[index].elementCount
    }
    let elementByteCount = precision.elementType.byteCount
    byteCounts = graph.nodes.indices.map { index in
      let isKept = index > boundary.node && values.contains(index)
      return extras[index] + (isKept ? graph.shapes[index].elementCount * elementByteCount : 0)
    }
  }

  /// All of it.
  public var byteCount: Int { byteCounts.reduce(0, +) }
}

extension Operation {
  /// What the way back needs besides activations, for each element of the output.
  fileprivate var keptBytesPerElement: Int {
    switch self {
    case .dropout(let dropout): dropout.rate > 0 && !dropout.dropsImages ? 4 : 0
    case .pooling(let pooling) where pooling.function == .maximum:
      pooling.kernel.height * pooling.kernel.width <= 256 ? 1 : 4
    default: 0
    }
  }
}
