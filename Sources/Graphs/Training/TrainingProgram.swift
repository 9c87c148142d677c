import Kernels
import Tensors

/// What a training step computes, as a list: forward through the suffix, the loss, and back as far as
/// anything trains.
///
/// Only names and sizes: kernels and memory come with ``TrainingPlan``.
struct TrainingProgram: Sendable {
  /// When a step runs.
  enum Scope: Sendable, Equatable {
    /// Once, before the micro-batches: what depends on parameters alone.
    case prepare
    /// For each micro-batch.
    case micro
    /// Once, when every micro-batch has come so far; none goes on before.
    case whole
    /// Once, after the micro-batches.
    case finish
    /// Once, after all else: what moves running statistics that others still read.
    case update
  }

  /// A buffer by what it holds.
  enum Slot: Hashable, Sendable {
    // Of one micro-batch.

    /// The output of a layer, by its last node.
    case value(Int)
    /// The loss's gradient by the output of a layer, before its activation.
    case gradient(Int)
    /// One reader's share of the gradient by a layer's output.
    case gradientShare(Int, reader: Int)
    /// Which elements a maximum pooling took.
    case winners(Int)
    /// Which elements, or which images, a dropout keeps, and their factor.
    case mask(Int)
    /// `[microBatch, classes]`
    case targets
    case softmax
    /// `[microBatch]`
    case losses
    /// Each row's weight in the loss, `[microBatch]`.
    case rowWeights
    /// How many rows of the micro-batch are no padding, as a list of one number.
    case images

    // Of the whole batch.

    /// The number of rows, as a list of one number.
    case batchImages
    case parameter(String)
    case parameterGradient(String)
    /// A convolution's weight and bias with its norm multiplied in.
    case foldedWeight(Int)
    case foldedBias(Int)
    case foldedWeightGradient(Int)
    case foldedBiasGradient(Int)
    /// What a batch norm measured or derived.
    case list(Int, NormList)
    /// What a kernel writes though nobody reads it: its step and number.
    case unread(Int, Int)
  }

  /// Lists of one number a channel.
  enum NormList: Sendable {
    case sum
    case squareSum
    case mean
    case variance
    case scale
    case shift
    case gradientSum
    case gradientProduct
    case gradientScale
    case gradientSlope
    case gradientShift
  }

  struct Step: Sendable, Equatable {
    let operation: TrainingOperation
    let inputs: [Slot]
    let outputs: [Slot]
    let scope: Scope
    /// The last node of the layer that the step belongs to.
    let layer: Int
  }

  /// Where a dropout draws: the elements of one row, and its rate.
  struct Dropout: Sendable, Equatable {
    let node: Int
    let rowElements: Int
    /// Whether a row has one number for all of it.
    let dropsImages: Bool
    let rate: Double
  }

  let microBatch: Int
  let classes: Int
  /// Whether gradients are computed.
  let hasGradients: Bool
  let steps: [Step]
  let dropouts: [Dropout]
  /// Parameters of the suffix, in order, and which of them the program gives gradients for.
  let parameters: [Parameter]
  let trained: Set<String>
  /// Where the gradient by the value at the boundary comes to lie; `nil` where nobody asks for it.
  let inputGradient: Slot?
}

extension TrainingProgram {
  func rowElements(ofDropout node: Int) -> Int {
    dropouts.first { $0.node == node }?.rowElements ?? 0
  }
}

extension TrainingProgram.Slot {
  /// Whether each micro-batch has one of its own.
  var isMicro: Bool {
    switch self {
    case .value, .gradient, .gradientShare, .winners, .mask, .targets, .softmax,
      .losses, .rowWeights, .images:
      true
    case .batchImages, .parameter, .parameterGradient, .foldedWeight, .foldedBias,
      .foldedWeightGradient, .foldedBiasGradient, .list, .unread:
      false
    }
  }

  /// Whether the micro-batches' contributions are added up, in their order.
  var isAccumulated: Bool {
    switch self {
    case .parameterGradient, .foldedWeightGradient, .foldedBiasGradient: true
    case .list(_, let list):
      [.sum, .squareSum, .gradientSum, .gradientProduct].contains(list)
    default: false
    }
  }
}

extension TrainingProgram {
  enum Mode: Sendable {
    /// Dropout drops, norms use the statistics asked for, gradients are computed.
    case training
    /// Nothing random, running statistics, no gradients.
    case evaluation
    /// As evaluation, and the gradient of `Σ targets · logits` by the value at the boundary.
    case attribution
  }

  /// - Parameters:
  ///   - boundary: The node whose value is given; the graph after it is the suffix.
  ///   - microBatch: Rows of each micro-batch.
  ///   - fuses: Whether a layer takes over the norm and the activation behind it; otherwise every node's value exists.
  ///   - trains: Which of the suffix's parameters are trained.
  ///   - statistics: Which statistics the batch norm at a node uses in training.
  /// - Throws: ``GraphError/invalidLayer(name:reason:)`` for a network that ends in no vector of logits.
  init(
    graph: Graph, boundary: FreezeBoundary, microBatch: Int, mode: Mode, fuses: Bool = true,
    trains: (Parameter) -> Bool, statistics: (_ norm: Int) -> NormStatistics = { _ in .batch }
  ) throws {
    guard graph.outputShape.rank == 1 else {
      throw GraphError.invalidLayer(
        name: graph.nodes[graph.nodes.count - 1].name,
        reason: "a classifier ends in a vector of logits, found \(graph.outputShape)")
    }
    let suffix = graph.nodes.indices.dropFirst(boundary.node + 1)
    let parameters = suffix.flatMap(graph.parameters(ofNode:))
    let trained = Set(
      parameters.filter { $0.role.isTrainable && trains($0) && mode == .training }.map(\.name))
    var builder = GradientBuilder(
      graph: graph, boundary: boundary.node, microBatch: microBatch, mode: mode,
      trained: trained, fuses: fuses, statistics: mode == .training ? statistics : { _ in .running }
    )
    for layer in builder.layers { try builder.forward(layer) }
    builder.loss()
    if mode != .evaluation {
      for layer in builder.layers.reversed() where builder.needsGradient(layer.output) {
        try builder.backward(layer)
      }
    }
    inputGradient = mode == .attribution ? builder.inputGradient() : nil
    self.microBatch = microBatch
    classes = graph.outputShape[0]
    hasGradients = mode != .evaluation
    steps = builder.steps
    dropouts = builder.dropouts
    self.parameters = parameters
    self.trained = trained
  }
}
