import Graphs
import Kernels
import Tensors

@testable import Training

/// A small head over features that lie in blobs, one a class.
struct ToyProblem {
  static let featureCount = 6
  static let classes = 3

  let graph: Graph
  let table: FeatureTable

  init(
    items: Int = 60, spread: Float = 0.3, dropout: Double = 0, norm: Bool = false, seed: UInt64 = 3
  ) throws {
    graph = try Self.graph(hidden: 8, norm: norm, dropout: dropout)
    table = try Self.table(
      rows: Self.rows(items: items, spread: spread, seed: seed),
      labels: (0..<items).map { $0 % Self.classes })
  }

  static func graph(
    featureCount: Int = featureCount, hidden: Int, norm: Bool = false, dropout: Double = 0,
    classes: Int = classes
  ) throws -> Graph {
    var builder = GraphBuilder(input: .init(height: 1, width: 1, channels: featureCount))
    var x = builder.add("pool", .globalAveragePooling, builder.input)
    x = builder.add("head.hidden1", .linear(.init(outputFeatures: hidden, hasBias: !norm)), x)
    if norm { x = builder.add("head.norm1", .batchNorm(.init()), x) }
    x = builder.add("head.relu1", .activation(.relu), x)
    if dropout > 0 { x = builder.add("head.dropout", .dropout(.init(rate: dropout)), x) }
    _ = builder.add("head.output", .linear(.init(outputFeatures: classes)), x)
    return try builder.build()
  }

  /// Class `c` lies around 1 on axis `c`.
  static func rows(items: Int, spread: Float, seed: UInt64) -> [[Float]] {
    var stream = RandomStream(seed: seed, purpose: .test)
    return (0..<items).map { item in
      (0..<featureCount).map { axis in
        (axis == item % classes ? 1 : 0) + spread * stream.nextNormal()
      }
    }
  }

  static func table(
    rows: [[Float]], views: [[[Float]]] = [], labels: [Int], weights: [Float]? = nil
  ) throws -> FeatureTable {
    FeatureTable(
      features: try tensor(rows), views: try views.map(tensor), labels: labels,
      weights: weights ?? [Float](repeating: 1, count: labels.count),
      identifiers: labels.indices.map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 })
  }

  static func tensor(_ rows: [[Float]]) throws -> Tensor {
    try Tensor(rows.flatMap { $0 }, shape: [rows.count, rows[0].count])
  }

  func trainer(_ configuration: TrainingConfiguration) throws -> Trainer {
    try Self.trainer(graph, configuration)
  }

  static func trainer(
    _ graph: Graph, _ configuration: TrainingConfiguration
  ) throws -> Trainer {
    try Trainer(graph: graph, configuration: configuration, kernels: OneDNN()) {
      $0.name.hasPrefix("head.")
    }
  }

  func initial(seed: UInt64) throws -> [String: Tensor] {
    try graph.initialParameters(ofNodes: graph.nodes.indices, seed: seed)
  }
}

extension Fit {
  /// Every parameter's bits, by name.
  var bits: [String: [UInt32]] {
    parameters.mapValues { $0.floats.map(\.bitPattern) }
  }
}
