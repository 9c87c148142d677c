import Kernels

/// Groups a graph's nodes into the steps that an inference plan runs.
///
/// A convolution takes over the batch norm, the residual addition and the activation that follow it,
/// where nothing else reads the values in between. Dropout passes its input on and disappears.
struct Fusion {
  private let graph: Graph
  private let outputs: Set<Int>
  private let readers: [[Int]]
  private var steps: [FusedStep] = []
  /// For nodes that pass a value on: the node that computes it.
  private var sources: [Int: Int] = [:]
  private var computed: Set<Int> = [0]
  private var absorbed: Set<Int> = []

  /// - Parameter outputs: Nodes whose values are wanted; only what they depend on is computed.
  /// - Returns: The steps in order, and for each output the node whose value it is.
  static func steps(of graph: Graph, outputs: [Int]) -> (steps: [FusedStep], outputs: [Int]) {
    var fusion = Fusion(graph: graph, outputs: outputs)
    fusion.run()
    return (fusion.steps, outputs.map(fusion.source))
  }

  private init(graph: Graph, outputs: [Int]) {
    self.graph = graph
    let needed = graph.ancestors(of: outputs)
    self.outputs = Set(outputs)
    readers = graph.readers.map { $0.filter(needed.contains) }
    // What nobody needs is absorbed from the start.
    absorbed = Set(graph.nodes.indices).subtracting(needed)
  }

  private mutating func run() {
    for index in graph.nodes.indices.dropFirst() where !absorbed.contains(index) {
      let node = graph.nodes[index]
      switch node.operation {
      case .dropout:
        sources[index] = source(node.inputs[0])
      case .convolution:
        fuseConvolution(index)
      case .linear:
        let (activation, last) = absorbActivation(after: index)
        append(FusedStep.Work.linear(activation: activation), node: index, output: last)
      case .addition:
        let (activation, last) = absorbActivation(after: index)
        append(.addition(activation: activation), node: index, output: last)
      default:
        append(.single, node: index, output: index)
      }
    }
  }

  private mutating func fuseConvolution(_ index: Int) {
    var last = index
    var norm: Int?
    if let reader = soleReader(of: last), graph.nodes[reader].operation.kind == .batchNorm {
      absorbed.insert(reader)
      norm = reader
      last = reader
    }
    var residual: Int?
    if let reader = soleReader(of: last), let other = residualOperand(of: reader, besides: last) {
      absorbed.insert(reader)
      residual = other
      last = reader
    }
    let (activation, end) = absorbActivation(after: last)
    append(
      .convolution(norm: norm, addsResidual: residual != nil, activation: activation),
      node: index, residual: residual, output: end)
  }

  /// The value that `addition` adds to `branch`, if the sum may overwrite it: it exists already and
  /// nothing but the addition will read it from here on.
  private func residualOperand(of addition: Int, besides branch: Int) -> Int? {
    let node = graph.nodes[addition]
    guard node.operation == .addition, let other = node.inputs.first(where: { $0 != branch }),
      other != 0
    else { return nil }
    let value = source(other)
    guard value != 0, computed.contains(value), source(other) == other, !outputs.contains(other),
      readers[other].allSatisfy({ $0 == addition || computed.contains($0) || absorbed.contains($0) }
      )
    else { return nil }
    return value
  }

  private mutating func absorbActivation(after index: Int) -> (ActivationFunction?, last: Int) {
    guard let reader = soleReader(of: index),
      case .activation(let activation) = graph.nodes[reader].operation
    else { return (nil, index) }
    absorbed.insert(reader)
    return (ActivationFunction(activation), reader)
  }

  private mutating func append(
    _ work: FusedStep.Work, node: Int, residual: Int? = nil, output: Int
  ) {
    let inputs = graph.nodes[node].inputs.map(source) + (residual.map { [$0] } ?? [])
    steps.append(FusedStep(node: node, work: work, inputs: inputs, output: output))
    computed.insert(output)
    computed.insert(node)
  }

  private func source(_ node: Int) -> Int { sources[node] ?? node }

  /// The only node that reads `index`, if its value is not wanted for itself.
  private func soleReader(of index: Int) -> Int? {
    readers[index].count == 1 && !outputs.contains(index) ? readers[index][0] : nil
  }
}

extension Graph {
  /// The nodes that the given ones depend on, themselves included.
  public func ancestors(of nodes: [Int]) -> Set<Int> {
    var found = Set(nodes)
    for index in self.nodes.indices.reversed() where found.contains(index) {
      found.formUnion(self.nodes[index].inputs)
    }
    return found
  }
}
