import Tensors

/// A network as a value: nodes in an order in which each comes after its inputs.
///
/// A graph that exists is sound: making one infers every shape and refuses what does not fit. The
/// last node is the output; the first is the input.
public struct Graph: Hashable, Sendable {
  public struct Node: Hashable, Sendable, Codable {
    /// Unique, and the prefix of its parameters' names, for example `layer1.0.conv1`.
    public let name: String
    public let operation: Operation
    /// Positions of the inputs among the graph's nodes, all before this one.
    public let inputs: [Int]

    public init(name: String, operation: Operation, inputs: [Int]) {
      self.name = name
      self.operation = operation
      self.inputs = inputs
    }
  }

  /// A named part of the network, which ends with a node. Freezing policies speak of stages.
  public struct Stage: Hashable, Sendable, Codable {
    /// As PyTorch users know it, for example `layer3`.
    public let name: String
    public let lastNode: Int

    public init(name: String, lastNode: Int) {
      self.name = name
      self.lastNode = lastNode
    }
  }

  public let nodes: [Node]
  /// In order of their last nodes.
  public let stages: [Stage]
  /// The shape of each node's output, without the batch.
  public let shapes: [Shape]

  /// Upper bound for graphs from files: far above any real network.
  static let largestNodeCount = 100_000

  /// - Throws: ``GraphError/invalidLayer(name:reason:)`` that names the layer at fault,
  ///   ``GraphError/invalidGraph(reason:)`` where no single layer is.
  public init(nodes: [Node], stages: [Stage] = []) throws(GraphError) {
    shapes = try Self.verifiedShapes(of: nodes)
    try Self.verify(stages, over: nodes)
    self.nodes = nodes
    self.stages = stages
  }

  public var input: Operation.Input {
    guard case .input(let input) = nodes[0].operation else {
      preconditionFailure("verified: the first node is the input")
    }
    return input
  }

  /// The output's shape, without the batch.
  public var outputShape: Shape { shapes[shapes.count - 1] }

  public func index(ofNode name: String) -> Int? {
    nodes.firstIndex { $0.name == name }
  }

  /// For each node the nodes that read it.
  public var readers: [[Int]] {
    var readers = [[Int]](repeating: [], count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for input in node.inputs { readers[input].append(index) }
    }
    return readers
  }
}

extension Graph {
  private static func verifiedShapes(of nodes: [Node]) throws(GraphError) -> [Shape] {
    guard let first = nodes.first, first.operation.kind == .input else {
      throw .invalidGraph(reason: "the first node of a graph is its input")
    }
    guard nodes.count <= largestNodeCount else {
      throw .invalidGraph(reason: "\(nodes.count) nodes are more than \(largestNodeCount)")
    }
    var names: Set<String> = []
    var shapes: [Shape] = []
    for (index, node) in nodes.enumerated() {
      func refuse(_ reason: String) -> GraphError {
        .invalidLayer(name: node.name, reason: reason)
      }
      guard !node.name.isEmpty, names.insert(node.name).inserted else {
        throw refuse("a layer's name is unique and not empty")
      }
      guard index == 0 || node.operation.kind != .input else {
        throw refuse("a graph has one input")
      }
      guard node.inputs.allSatisfy({ (0..<index).contains($0) }) else {
        throw refuse("its inputs \(node.inputs) do not all come before it")
      }
      do throws(ShapeProblem) {
        shapes.append(try node.operation.outputShape(of: node.inputs.map { shapes[$0] }))
      } catch {
        throw refuse(error.sentence)
      }
    }
    let used = Set(nodes.flatMap(\.inputs))
    if let unused = nodes.indices.dropLast().first(where: { !used.contains($0) }) {
      throw .invalidLayer(name: nodes[unused].name, reason: "nothing reads its output")
    }
    return shapes
  }

  private static func verify(_ stages: [Stage], over nodes: [Node]) throws(GraphError) {
    var previous = -1
    var names: Set<String> = []
    for stage in stages {
      guard nodes.indices.contains(stage.lastNode), stage.lastNode > previous,
        names.insert(stage.name).inserted
      else {
        throw .invalidGraph(
          reason: "stage \(stage.name) ends at node \(stage.lastNode), which is out of order")
      }
      previous = stage.lastNode
    }
  }
}

extension Graph: Codable {
  private enum CodingKeys: String, CodingKey {
    case nodes
    case stages
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      nodes: container.decode([Node].self, forKey: .nodes),
      stages: container.decode([Stage].self, forKey: .stages))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(nodes, forKey: .nodes)
    try container.encode(stages, forKey: .stages)
  }
}
