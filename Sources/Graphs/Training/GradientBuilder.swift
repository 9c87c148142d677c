import Kernels
import Tensors

/// Writes a training program down, layer by layer; ``GradientRule`` says how each goes forward and back.
struct GradientBuilder {
  typealias Slot = TrainingProgram.Slot

  let graph: Graph
  let boundary: Int
  let microBatch: Int
  let mode: TrainingProgram.Mode
  let trained: Set<String>
  let layers: [TrainingLayer]
  private let statisticsOfNorm: [Int: NormStatistics]
  /// For each value the layers that read it, by their outputs, in order.
  private let readers: [Int: [Int]]
  private let activations: [Int: ActivationFunction]
  /// Values that a trained parameter lies in or before, or the boundary whose gradient is asked for: gradients
  /// flow through these alone.
  private let depending: Set<Int>
  /// Gradients that are another's buffer.
  private var aliases: [Slot: Slot] = [:]
  private(set) var steps: [TrainingProgram.Step] = []
  var dropouts: [TrainingProgram.Dropout] = []
  private var currentLayer = 0

  init(
    graph: Graph, boundary: Int, microBatch: Int, mode: TrainingProgram.Mode,
    trained: Set<String>, fuses: Bool, statistics: (_ norm: Int) -> NormStatistics
  ) {
    self.graph = graph
    self.boundary = boundary
    self.microBatch = microBatch
    self.mode = mode
    self.trained = trained
    var statisticsOfNorm: [Int: NormStatistics] = [:]
    for node in graph.nodes.indices where graph.nodes[node].operation.kind == .batchNorm {
      statisticsOfNorm[node] = statistics(node)
    }
    self.statisticsOfNorm = statisticsOfNorm
    layers = TrainingLayer.layers(of: graph, after: boundary, fuses: fuses) {
      statisticsOfNorm[$0] == .running
    }
    var readers: [Int: [Int]] = [:]
    var activations: [Int: ActivationFunction] = [:]
    var depending: Set<Int> = mode == .attribution ? [boundary] : []
    for layer in layers {
      for input in layer.inputs { readers[input, default: []].append(layer.output) }
      activations[layer.output] = layer.activation
      let own = [layer.node, layer.foldedNorm].compactMap { $0 }
      if layer.inputs.contains(where: depending.contains)
        || own.flatMap(graph.parameters(ofNode:)).contains(where: { trained.contains($0.name) })
      {
        depending.insert(layer.output)
      }
    }
    self.readers = readers
    self.activations = activations
    self.depending = depending
  }

  func needsGradient(_ value: Int) -> Bool { depending.contains(value) }

  mutating func emit(
    _ operation: TrainingOperation, _ inputs: [Slot], _ outputs: [Slot],
    _ scope: TrainingProgram.Scope = .micro
  ) {
    steps.append(
      TrainingProgram.Step(
        operation: operation, inputs: inputs.map(resolved), outputs: outputs, scope: scope,
        layer: currentLayer))
  }

  mutating func forward(_ layer: TrainingLayer) throws {
    currentLayer = layer.output
    try rule(for: layer).forward(&self, layer)
  }

  mutating func loss() {
    let last = graph.nodes.count - 1
    currentLayer = last
    let classes = graph.outputShape[0]
    emit(
      .softmaxCrossEntropy(rows: microBatch, classes: classes), [.value(last), .targets],
      [.softmax, .losses])
    guard mode != .evaluation, needsGradient(last) else { return }
    let slot: Slot =
      activations[last] == nil ? .gradient(last) : .gradientShare(last, reader: last)
    guard mode == .training else {
      // The gradient of Σ targets · logits by the logits.
      aliases[slot] = .targets
      return
    }
    emit(
      .softmaxCrossEntropyGradient(rows: microBatch, classes: classes),
      [.softmax, .targets, .rowWeights], [slot])
  }

  /// Adds what the boundary's readers say of its gradient, after the way back through all of them.
  mutating func inputGradient() -> Slot {
    let shares = readers[boundary] ?? []
    if shares.count > 1 {
      emit(
        .gatedSum(nil, terms: shares.count, shape(boundary)),
        shares.map { .gradientShare(boundary, reader: $0) }, [.gradient(boundary)])
    }
    return resolved(.gradient(boundary))
  }

  mutating func backward(_ layer: TrainingLayer) throws {
    currentLayer = layer.output
    collectGradient(of: layer)
    try rule(for: layer).backward(&self, layer)
  }

  private func rule(for layer: TrainingLayer) throws -> GradientRule {
    let operation = graph.nodes[layer.node].operation
    guard let rule = GradientRule.table[operation.kind] else {
      throw GraphError.invalidLayer(
        name: graph.nodes[layer.node].name,
        reason: "nothing is known of training through a \(operation.kind.rawValue)")
    }
    return rule
  }

  /// Adds the readers' shares in their order, through the layer's activation.
  private mutating func collectGradient(of layer: TrainingLayer) {
    let value = layer.output
    let shares = readers[value] ?? (layer.activation == nil ? [] : [value])
    guard shares.count > 1 || layer.activation != nil else { return }
    emit(
      .gatedSum(layer.activation, terms: shares.count, shape(value)),
      (layer.activation == nil ? [] : [.value(value)])
        + shares.map { .gradientShare(value, reader: $0) }, [.gradient(value)])
  }

  private func resolved(_ slot: Slot) -> Slot {
    aliases[slot].map(resolved) ?? slot
  }
}

// MARK: For the rules

extension GradientBuilder {
  /// The slot into which `layer` writes its share of the gradient of the value it reads; `nil` if nobody wants
  /// it.
  func gradientSlot(of value: Int, reader layer: TrainingLayer) -> Slot? {
    guard needsGradient(value) else { return nil }
    return (readers[value]?.count ?? 0) > 1 || activations[value] != nil
      ? .gradientShare(value, reader: layer.output) : .gradient(value)
  }

  /// Makes the gradient of a value that `layer` reads the layer's own: what an addition does.
  mutating func passGradient(of layer: TrainingLayer, to value: Int) {
    guard let slot = gradientSlot(of: value, reader: layer) else { return }
    aliases[slot] = .gradient(layer.output)
  }

  /// The slot of a parameter's gradient; `nil` if it does not train.
  func gradientSlot(ofParameter name: String) -> Slot? {
    trained.contains(name) ? .parameterGradient(name) : nil
  }

  /// A slot for a result that nobody reads.
  func unread(_ number: Int) -> Slot { .unread(steps.count, number) }

  /// A value's shape with the micro-batch.
  func shape(_ value: Int) -> Shape { Shape([microBatch] + graph.shapes[value].dimensions) }

  func statistics(ofNorm node: Int) -> NormStatistics { statisticsOfNorm[node] ?? .running }

  func parameterNames(_ node: Int) -> [String] { graph.parameters(ofNode: node).map(\.name) }

  func parameters(_ node: Int) -> [Slot] { parameterNames(node).map { .parameter($0) } }
}
