import Backbones
import Graphs
import Kernels
import Tensors
import Training

/// A small network of convolutions, in stages and under a head, over pictures of three classes.
struct ConvolutionalProblem {
  static let classes = 3
  static let items = 30
  static let training = Array(0..<22)
  static let validation = Array(22..<30)

  let graph: Graph
  let labels: [Int]
  /// `[items, height, width, channels]`
  let pictures: Tensor
  let kernels = OneDNN()

  /// - Parameter isContrary: Whether validation items have labels that contradict what is to be learned.
  init(
    dropout: Double = 0.2, isContrary: Bool = false,
    activation: Graphs.Operation.Activation = .relu
  ) throws {
    graph = try Self.graph(dropout: dropout, activation: activation)
    let shown = (0..<Self.items).map { $0 % Self.classes }
    pictures = try Self.pictures(labels: shown, input: graph.input)
    labels = shown.enumerated().map { item, label in
      isContrary && Self.validation.contains(item) ? (label + 1) % Self.classes : label
    }
  }

  private static func graph(
    dropout: Double, activation: Graphs.Operation.Activation
  ) throws -> Graph {
    var builder = GraphBuilder(input: .init(height: 8, width: 8))
    func block(
      _ name: String, _ convolution: Graphs.Operation.Convolution, _ x: GraphBuilder.Value
    ) -> GraphBuilder.Value {
      let y = builder.add("\(name).conv", .convolution(convolution), x)
      let z = builder.add("\(name).norm", .batchNorm(.init()), y)
      return builder.add("\(name).relu", .activation(activation), z)
    }
    var x = block("stem", .init(outputChannels: 8, kernel: 3, padding: 1), builder.input)
    builder.endStage("stem")
    let y = block("layer1", .init(outputChannels: 8, kernel: 3, padding: 1, groups: 2), x)
    x = builder.add("layer1.add", .addition, y, x)
    builder.endStage("layer1")
    x = block("layer2", .init(outputChannels: 12, kernel: 3, stride: 2, padding: 1), x)
    builder.endStage("layer2")
    x = builder.add("pool", .globalAveragePooling, x)
    x = builder.add("head.dropout", .dropout(.init(rate: dropout)), x)
    _ = builder.add("head.output", .linear(.init(outputFeatures: classes)), x)
    return try builder.build()
  }

  /// A class is brighter in its own channel; all are noisy.
  private static func pictures(
    labels: [Int], input: Graphs.Operation.Input
  ) throws -> Tensor {
    var stream = RandomStream(seed: 5, purpose: .test)
    let pixels = input.height * input.width
    let values = labels.flatMap { label in
      (0..<pixels * input.channels).map { index in
        (index % input.channels == label ? 0.5 : 0) + stream.nextNormal()
      }
    }
    return try Tensor(
      values, shape: [labels.count, input.height, input.width, input.channels])
  }

  func initial(seed: UInt64 = 0) throws -> [String: Tensor] {
    try graph.initialParameters(ofNodes: graph.nodes.indices, seed: seed)
  }

  /// Micro-batches of 3 rows: batches of 8 end in one that is part padding.
  func trainer(
    _ configuration: TrainingConfiguration, freezing policy: FreezingPolicy = .nothing,
    batchNorm: BatchNormMode = .frozen, headEpochs: Int = 0, precision: Precision = .float32
  ) throws -> Trainer {
    let phases = try TrainingPhases(
      freezing: policy, batchNorm: batchNorm, headEpochs: headEpochs,
      backboneLearningRateFactor: policy == .all
        ? TrainingPhases.defaultBackboneLearningRateFactor : 0.5, epochs: configuration.epochs,
      of: graph)
    return try Trainer(
      graph: graph, phases: phases.phases.map { $0.fitPhase(of: graph) },
      configuration: configuration, kernels: kernels, precision: precision, microBatch: 3)
  }

  /// What a phase trains on: the pictures, or what its frozen part makes of them.
  func source(_ phase: FitPhase, _ parameters: [String: Tensor]) throws -> FeatureTable {
    let features =
      phase.boundary.node == 0
      ? pictures
      : try InferencePlan(
        graph: graph, outputs: [phase.boundary.node], parameters: parameters, microBatch: 3,
        kernels: kernels
      ).run(pictures, on: .init(count: 1))[0]
    return FeatureTable(
      features: features, labels: labels, weights: labels.map { $0 == 1 ? 1.5 : 1 },
      identifiers: labels.indices.map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 })
  }
}
