import Kernels
import Tensors

/// What a training step computes, as a list: forward through the suffix, the loss, and back as far as
/// anything trains.
///
/// Only names and sizes: kernels and memory come with ``TrainingPlan``.
struct TrainingProgram: Sendable {
  /// A buffer by what it holds.
  enum Slot: Hashable, Sendable {
    /// The output of a node.
    case value(Int)
    /// The loss's gradient by the output of a node.
    case gradient(Int)
    /// One reader's share of it, where there are several.
    case gradientShare(Int, reader: Int)
    case parameter(String)
    case parameterGradient(String)
    /// What a batch norm measured: its mean, or its variance.
    case batchMean(Int)
    case batchVariance(Int)
    /// Which elements a dropout keeps, and their factor.
    case mask(Int)
    /// `[batch, classes]`
    case targets
    case softmax
    /// `[batch]`
    case losses
    /// Each row's weight in the loss, `[batch]`.
    case rowWeights
  }

  struct Step: Sendable, Equatable {
    let operation: TrainingOperation
    let inputs: [Slot]
    let outputs: [Slot]
  }

  /// Where a dropout draws: its mask's size, the elements of one row, and its rate.
  struct Dropout: Sendable, Equatable {
    let node: Int
    let rowElements: Int
    let rate: Double
  }

  let batch: Int
  let classes: Int
  let steps: [Step]
  let dropouts: [Dropout]
  /// Parameters of the suffix, in order, and which of them the program gives gradients for.
  let parameters: [Parameter]
  let trained: Set<String>
}

extension TrainingProgram {
  enum Mode: Sendable {
    /// Dropout drops, batch norm uses the batch, gradients are computed.
    case training
    /// Nothing random, running statistics, no gradients.
    case evaluation
  }

  /// - Parameters:
  ///   - boundary: The node whose value is given; the graph after it is the suffix.
  ///   - trains: Which of the suffix's parameters are trained.
  /// - Throws: ``GraphError/invalidLayer(name:reason:)`` for an operation without a gradient rule.
  init(
    graph: Graph, boundary: FreezeBoundary, batch: Int, mode: Mode,
    trains: (Parameter) -> Bool
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
      graph: graph, boundary: boundary.node, batch: batch, mode: mode, trained: trained)
    for node in suffix { try builder.forward(node) }
    builder.loss()
    if mode == .training {
      for node in suffix.reversed() where builder.needsGradient(node) {
        try builder.backward(node)
      }
    }
    self.batch = batch
    classes = graph.outputShape[0]
    steps = builder.steps
    dropouts = builder.dropouts
    self.parameters = parameters
    self.trained = trained
  }
}
