import Kernels
import Tensors

/// Writes a training program down, node by node; ``GradientRule`` says how each goes forward and back.
struct GradientBuilder {
  typealias Slot = TrainingProgram.Slot

  let graph: Graph
  let boundary: Int
  let batch: Int
  let mode: TrainingProgram.Mode
  let trained: Set<String>
  private let readers: [[Int]]
  /// Nodes that a trained parameter lies in or before: gradients flow through these alone.
  private let depending: Set<Int>
  var steps: [TrainingProgram.Step] = []
  var dropouts: [TrainingProgram.Dropout] = []

  init(
    graph: Graph, boundary: Int, batch: Int, mode: TrainingProgram.Mode, trained: Set<String>
  ) {
    self.graph = graph
    self.boundary = boundary
    self.batch = batch
    self.mode = mode
    self.trained = trained
    readers = graph.readers
    var depending: Set<Int> = []
    for index in graph.nodes.indices.dropFirst(boundary + 1)
    where graph.nodes[index].inputs.contains(where: depending.contains)
      || graph.parameters(ofNode: index).contains(where: { trained.contains($0.name) })
    {
      depending.insert(index)
    }
    self.depending = depending
  }

  func needsGradient(_ node: Int) -> Bool { depending.contains(node) }

  mutating func emit(_ operation: TrainingOperation, _ inputs: [Slot], _ outputs: [Slot]) {
    steps.append(TrainingProgram.Step(operation: operation, inputs: inputs, outputs: outputs))
  }

  mutating func forward(_ node: Int) throws {
    try rule(for: node).forward(&self, node)
  }

  mutating func loss() {
    let last = graph.nodes.count - 1
    let classes = graph.outputShape[0]
    emit(
      .softmaxCrossEntropy(rows: batch, classes: classes), [.value(last), .targets],
      [.softmax, .losses])
    guard mode == .training, needsGradient(last) else { return }
    emit(
      .softmaxCrossEntropyGradient(rows: batch, classes: classes),
      [.softmax, .targets, .rowWeights], [.gradient(last)])
  }

  mutating func backward(_ node: Int) throws {
    sumShares(of: node)
    try rule(for: node).backward(&self, node)
  }

  private func rule(for node: Int) throws -> GradientRule {
    let operation = graph.nodes[node].operation
    guard let rule = GradientRule.table[operation.kind] else {
      throw GraphError.invalidLayer(
        name: graph.nodes[node].name,
        reason: "a \(operation.kind.rawValue) cannot be trained through yet; freeze it")
    }
    return rule
  }

  // MARK: For the rules

  /// The slot into which `reader` writes its share of the gradient of `node`; `nil` if nobody wants it.
  func gradientSlot(of node: Int, reader: Int) -> Slot? {
    guard needsGradient(node) else { return nil }
    return readers[node].count > 1 ? .gradientShare(node, reader: reader) : .gradient(node)
  }

  /// The slot of a parameter's gradient; `nil` if it does not train.
  func gradientSlot(ofParameter name: String) -> Slot? {
    trained.contains(name) ? .parameterGradient(name) : nil
  }

  /// Elements of a node's output in a whole batch.
  func count(_ node: Int) -> Int { batch * graph.shapes[node].elementCount }

  /// A node's output as a matrix: its last axis is the columns.
  func matrix(_ node: Int) -> (rows: Int, columns: Int) {
    let columns = graph.shapes[node].dimensions.last ?? 1
    return (count(node) / columns, columns)
  }

  private mutating func sumShares(of node: Int) {
    let shares = readers[node]
    guard shares.count > 1 else { return }
    // Added in the order of the readers; the partial sums pass through the gradient's own slot.
    for reader in shares.dropFirst() {
      let left: Slot =
        reader == shares[1] ? .gradientShare(node, reader: shares[0]) : .gradient(node)
      emit(
        .sum(count: count(node)), [left, .gradientShare(node, reader: reader)], [.gradient(node)])
    }
  }
}
