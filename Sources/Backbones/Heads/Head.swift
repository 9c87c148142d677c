import Graphs

/// What is put onto a backbone in place of its own classifier.
///
/// Its layers are, in order, for each hidden size `head.dropout1`, `head.hidden1`, `head.norm1`,
/// `head.relu1`, then `head.dropout` and `head.output`. Dropout and norm appear only where asked
/// for.
public struct Head: Hashable, Sendable, Codable {
  /// Where the backbone is cut.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Replaces the last linear layer. VGG keeps its two hidden ones. A network that classifies
    /// with a convolution (SqueezeNet) loses that, and its map is averaged.
    case linear
    /// Replaces everything after the last convolution, with its batch norm, activation, addition or
    /// concatenation, and averages the map.
    case pool
  }

  public var kind: Kind
  /// Sizes of the hidden layers, from the features on.
  public var hidden: [Int]
  /// The rate of the dropout before each linear layer of the head, in `0..<1`; 0 for none.
  public var dropout: Double
  /// Whether a batch norm follows each hidden layer, which then has no bias.
  public var hasNorm: Bool
  public var classes: Int

  public init(
    kind: Kind = .linear, hidden: [Int] = [], dropout: Double = 0.2, hasNorm: Bool = false,
    classes: Int
  ) {
    self.kind = kind
    self.hidden = hidden
    self.dropout = dropout
    self.hasNorm = hasNorm
    self.classes = classes
  }

  /// What the names of a head's layers begin with.
  public static let prefix = "head."

  /// The node that a grafted network's head reads: its pooled features, a vector.
  /// - Returns: `nil` for a network without a head.
  public static func featuresNode(in graph: Graph) -> Int? {
    graph.nodes.first { $0.name.hasPrefix(prefix) }?.inputs.first
  }

  /// The head's layers behind `features`.
  func add(to builder: inout GraphBuilder, from features: GraphBuilder.Value) {
    var value = features
    for (index, size) in hidden.enumerated() {
      value = addDropout("dropout\(index + 1)", to: &builder, from: value)
      value = builder.add(
        "\(Self.prefix)hidden\(index + 1)",
        .linear(Operation.Linear(outputFeatures: size, hasBias: !hasNorm)), value)
      if hasNorm {
        value = builder.add(
          "\(Self.prefix)norm\(index + 1)", .batchNorm(Operation.BatchNorm()), value)
      }
      value = builder.add("\(Self.prefix)relu\(index + 1)", .activation(.relu), value)
    }
    value = addDropout("dropout", to: &builder, from: value)
    _ = builder.add(
      "\(Self.prefix)output", .linear(Operation.Linear(outputFeatures: classes)), value)
  }

  private func addDropout(
    _ name: String, to builder: inout GraphBuilder, from value: GraphBuilder.Value
  ) -> GraphBuilder.Value {
    guard dropout != 0 else { return value }
    return builder.add(Self.prefix + name, .dropout(Operation.Dropout(rate: dropout)), value)
  }
}
