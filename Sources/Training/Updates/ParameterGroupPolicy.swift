import Graphs
import Names

/// Which parameters learn how fast, and which are decayed.
public struct ParameterGroupPolicy: Codable, Sendable, Hashable {
  /// A factor for the learning rate of parameters by name.
  public struct Factor: Codable, Sendable, Hashable {
    public var pattern: NamePattern
    public var factor: Double

    public init(pattern: NamePattern, factor: Double) {
      self.pattern = pattern
      self.factor = factor
    }
  }

  /// `D`: a parameter learns at `D^depth` of the rate, where what follows the last stage (the head) has depth 0,
  /// the last stage 1, the one before it 2; what precedes the first stage's end has the first stage's.
  /// - Source: Howard and Ruder, "Universal language model fine-tuning", arXiv:1801.06146, section 3.2
  ///   (discriminative fine-tuning), which divides by 2.6 a layer.
  public var layerDecay: Double
  /// Beside the layer's: the factor of the first pattern that matches.
  public var factors: [Factor]
  /// Whether L1 and L2 also pull at biases and the parameters of norms.
  public var decaysAll: Bool

  public init(layerDecay: Double = 1, factors: [Factor] = [], decaysAll: Bool = false) {
    self.layerDecay = layerDecay
    self.factors = factors
    self.decaysAll = decaysAll
  }

  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)``.
  public func validate() throws(TrainingError) {
    try TrainingError.require(
      layerDecay > 0 && layerDecay <= 1, "--layer-decay", "above 0 and at most 1", "\(layerDecay)")
    for factor in factors {
      try TrainingError.require(
        factor.factor > 0 && factor.factor.isFinite, "--lr-group",
        "factors above 0 (--freeze keeps parameters as they are)",
        "\(factor.pattern.text)=\(factor.factor)")
    }
  }

  /// The group of each parameter that trains, by name.
  /// - Parameter trains: Which parameters train, now or at any later time.
  /// - Throws: ``TrainingError/invalidSetting(name:allowed:found:)`` for a pattern that matches none of them, and
  ///   for a layer decay that reaches none.
  public func groups(
    of graph: Graph, optimizer: OptimizerConfiguration, trains: (Parameter) -> Bool
  ) throws(TrainingError) -> [String: ParameterGroup] {
    var groups: [String: ParameterGroup] = [:]
    var isUsed = [Bool](repeating: false, count: factors.count)
    var deepest = 0
    for node in graph.nodes.indices {
      let depth = graph.depthFromTop(ofNode: node)
      for parameter in graph.parameters(ofNode: node)
      where parameter.role.isTrainable && trains(parameter) {
        deepest = max(deepest, depth)
        var rate = (0..<depth).reduce(1.0) { product, _ in product * layerDecay }
        if let match = factors.firstIndex(where: { $0.pattern.matches(parameter.name) }) {
          isUsed[match] = true
          rate *= factors[match].factor
        }
        let isDecayed = decaysAll || parameter.role == .weight
        groups[parameter.name] = ParameterGroup(
          learningRateFactor: rate, weightDecay: isDecayed ? optimizer.weightDecay : 0,
          l1: isDecayed ? optimizer.l1 : 0)
      }
    }
    if let unused = isUsed.firstIndex(of: false) {
      throw .invalidSetting(
        name: "--lr-group", allowed: "patterns that are the first to match a parameter that trains",
        found: factors[unused].pattern.text)
    }
    try TrainingError.require(
      layerDecay == 1 || deepest > 0, "--layer-decay", "1 where nothing before the head trains",
      "\(layerDecay)")
    return groups
  }
}

extension Graph {
  /// Stages between a node and the top: 0 after the last stage's end, 1 within the last stage.
  public func depthFromTop(ofNode node: Int) -> Int {
    stages.count - (stages.firstIndex { node <= $0.lastNode } ?? stages.count)
  }
}
