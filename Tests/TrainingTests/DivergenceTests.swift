import Backbones
import Graphs
import Tensors
import Testing
import Workers

@testable import Training

@Suite struct DivergenceTests {
  private func configuration(
    rate: Double, epochs: Int = 5, batchSize: Int = 8
  ) -> TrainingConfiguration {
    TrainingConfiguration(
      epochs: epochs, batchSize: batchSize,
      optimizer: OptimizerConfiguration(name: .sgd, learningRate: rate))
  }

  private func expectDivergence(
    _ configuration: TrainingConfiguration, validation: [Int] = [], in layers: Set<String>,
    epoch: Int
  ) throws {
    let problem = try ToyProblem()
    let error = #expect(throws: TrainingError.self) {
      try problem.trainer(configuration).fit(
        problem.table, training: Array(0..<40), validation: validation,
        initial: problem.initial(seed: 0))
    }
    guard case .diverged(let layer, let found) = error else {
      Issue.record("expected a divergence, found \(String(describing: error))")
      return
    }
    #expect(layers.contains(layer))
    #expect(found == epoch)
  }

  @Test func divergenceNamesTheFirstLayerThatIsNotFinite() throws {
    try expectDivergence(
      configuration(rate: 1e30), in: ["head.hidden1", "head.output"], epoch: 1)
  }

  /// The last step of all is followed by no loss that could tell.
  @Test(arguments: [[], Array(40..<60)]) func theLastStepIsLookedAtToo(validation: [Int]) throws {
    try expectDivergence(
      configuration(rate: 3e38, epochs: 1, batchSize: 60), validation: validation,
      in: ["head.hidden1", "head.output"], epoch: 1)
  }

  /// Logits around 10²⁵ have a loss, and the output layer a gradient, but the hidden layer's gradient is the output
  /// weight times the features.
  @Test func aGradientThatOverflowsStopsItsOwnStep() throws {
    let problem = try ToyProblem()
    func scaled(_ tensor: Tensor, by factor: Float) throws -> Tensor {
      try Tensor(tensor.floats.map { $0 * factor }, shape: tensor.shape)
    }
    let rows = ToyProblem.rows(items: 60, spread: 0.3, seed: 3).map { $0.map { $0 * 1e20 } }
    let table = try ToyProblem.table(rows: rows, labels: problem.table.labels)
    var initial = try problem.initial(seed: 0)
    for (name, factor) in [("head.hidden1.weight", Float(1e-20)), ("head.output.weight", 1e25)] {
      initial[name] = try scaled(#require(initial[name]), by: factor)
    }
    var steps = 0
    #expect(throws: TrainingError.diverged(layer: "head.hidden1", epoch: 1)) {
      try problem.trainer(configuration(rate: 0.1)).fit(
        source: { _, _ in table }, training: Array(0..<60), initial: initial,
        observer: FitObserver(afterStep: { _, _, _ in steps += 1 }))
    }
    #expect(steps == 0)
  }

  @Test func infiniteFeaturesAreNamed() throws {
    let problem = try ToyProblem()
    var rows = ToyProblem.rows(items: 60, spread: 0.3, seed: 3)
    rows[7][2] = .infinity
    let table = try ToyProblem.table(rows: rows, labels: problem.table.labels)
    #expect(throws: TrainingError.diverged(layer: "head.hidden1", epoch: 1)) {
      try problem.trainer(configuration(rate: 0.1)).fit(
        table, training: Array(0..<60), initial: problem.initial(seed: 0))
    }
  }

  /// A layer with a value that is not finite, in a network whose activations may hide it: ReLU6 makes 6 of infinity,
  /// so that the loss is finite and only the running statistics tell, of the norm behind the layer.
  struct Overflow: CustomTestStringConvertible {
    let layer: String
    let activation: Graphs.Operation.Activation
    let batchNorm: BatchNormMode
    var testDescription: String { "\(layer) \(activation) \(batchNorm)" }
  }

  static let overflows = ["stem", "layer1", "layer2"].flatMap { layer in
    [Graphs.Operation.Activation.relu, .relu6].flatMap { activation in
      [BatchNormMode.adapt, .train].map {
        Overflow(layer: layer + ".conv", activation: activation, batchNorm: $0)
      }
    }
  }

  @Test(arguments: overflows) func theLayerIsNamedThatAnActivationHides(overflow: Overflow) throws {
    let problem = try ConvolutionalProblem(activation: overflow.activation)
    var initial = try problem.initial()
    let name = overflow.layer + ".weight"
    let weight = try #require(initial[name])
    initial[name] = try Tensor(
      [Float](repeating: 3e38, count: weight.shape.elementCount), shape: weight.shape)
    #expect(throws: TrainingError.diverged(layer: overflow.layer, epoch: 1)) {
      try problem.trainer(configuration(rate: 1e-3), batchNorm: overflow.batchNorm).fit(
        source: problem.source, training: ConvolutionalProblem.training, initial: initial)
    }
  }

  @Test func cancelledTrainingStopsBeforeTheNextBatch() throws {
    let problem = try ToyProblem()
    let cancellation = Cancellation()
    var epochs: [Int] = []
    #expect(throws: CancellationError.self) {
      try problem.trainer(configuration(rate: 0.1)).fit(
        problem.table, training: Array(0..<60), initial: problem.initial(seed: 0),
        cancellation: cancellation
      ) { record, _, _ in
        epochs.append(record.epoch)
        if record.epoch == 2 { cancellation.cancel() }
      }
    }
    #expect(epochs == [1, 2])
  }
}
