import Graphs
import Tensors
import Workers

/// One phase of a fit while it runs: the plan of its suffix, the parameters, what the optimizer remembers.
///
/// Belongs to one thread, which must be a worker's.
public final class PhaseSession {
  public let phase: FitPhase
  public let source: any ExampleSource
  public let store: ParameterStore
  /// The parameters' moving averages, running statistics among them.
  public let averages: ParameterStore?
  let optimizerState: OptimizerState
  private let trainer: Trainer
  private let workers: Workers?
  private let classWeights: [Float]
  private let softTargets: SoftTargets
  private let optimizer: any Optimizer
  /// By the rows of a micro-batch.
  private var executors: [Int: TrainingExecutor] = [:]
  private var held: Judge?
  /// What has been copied since the last step: of a large network several ask for the same after an epoch.
  private var copies: Copies?

  struct Copies {
    let parameters: [String: Tensor]
    let averages: [String: Tensor]?
  }

  /// - Parameters:
  ///   - training: Items that are learned from.
  ///   - parameters: Every parameter behind the phase's boundary; `averages` likewise.
  ///   - workers: Who runs the steps; `nil` for the calling thread.
  /// - Throws: What compiling throws, `TensorError.outOfMemory`.
  public init(
    trainer: Trainer, phase: FitPhase, source: any ExampleSource, training: [Int],
    parameters: [String: Tensor], averages: [String: Tensor], workers: Workers?
  ) throws {
    let configuration = trainer.configuration
    self.trainer = trainer
    self.phase = phase
    self.source = source
    self.workers = workers
    classWeights = trainer.classWeights(of: training, labels: source.labels)
    softTargets = SoftTargets(
      smoothing: configuration.labelSmoothing, classes: trainer.graph.outputShape[0])
    optimizer = configuration.optimizer.optimizer
    let rows = trainer.microBatch ?? min(configuration.batchSize, training.count)
    let plan = try trainer.trainingPlan(phase, rows: rows)
    let suffix = trainer.graph.parameters(after: phase.boundary)
    func makeStore(_ values: [String: Tensor]) throws -> ParameterStore {
      try ParameterStore(
        suffix, layouts: plan.parameterLayouts, values: values, kernels: trainer.kernels)
    }
    store = try makeStore(parameters)
    self.averages = configuration.averageDecay == nil ? nil : try makeStore(averages)
    let executor = try TrainingExecutor(plan, store: store)
    executors[rows] = executor
    optimizerState = try OptimizerState(
      of: optimizer, parameters: executor.trained.map(\.name), in: store)
  }

  /// The parameters that are judged and kept: the averages where there are some.
  /// - Parameter others: Of layers before the boundary.
  func keptParameters(besides others: [String: Tensor]) throws -> [String: Tensor] {
    let copies = try snapshot()
    return others.merging(copies.averages ?? copies.parameters) { $1 }
  }

  /// The parameters as the last step left them, as files hold them.
  func snapshot() throws -> Copies {
    if let copies { return copies }
    let made = try Copies(parameters: store.snapshot(), averages: averages?.snapshot())
    copies = made
    return made
  }

  func judge() throws -> Judge {
    if let held { return held }
    let judge = try Judge(
      plan: trainer.evaluationPlan(phase, parameterLayouts: store.layouts), source: source,
      store: averages ?? store, workers: workers)
    held = judge
    return judge
  }

  /// - Returns: The layer that gives the first infinite value or NaN where items are judged.
  func firstNonFiniteLayer(judging items: [Int]) throws -> String? {
    try judge().firstNonFiniteLayer(
      items,
      in: trainer.inspectionPlan(
        phase, rows: items.count, parameterLayouts: store.layouts, isJudging: true))
  }

  // MARK: A step

  /// Learns from one batch.
  /// - Parameters:
  ///   - rowNames: One for each item, for its random numbers.
  ///   - number: Of the batch in its epoch, from 0.
  ///   - averageStep: Of the whole training, from 1.
  /// - Returns: The batch's loss, and how many of its items the network gave their own class.
  /// - Throws: ``TrainingError/diverged(layer:epoch:)``, and what the source throws.
  public func step(
    _ items: [Int], rowNames: [UInt64], epoch: Int, number: Int, learningRate: Double,
    averageStep: Int
  ) throws -> (loss: Double, correct: Int) {
    copies = nil
    let executor = try executor(for: items.count)
    let mix = drawMix(items.count, epoch: epoch, number: number)
    let weights = rowWeights(of: items, mix)
    let fill = filling(
      ExampleBatch(items: items, epoch: epoch, mix: mix), weights: weights, rowNames: rowNames)
    let results = StepResults(rows: items.count, classes: executor.plan.classes)
    try executor.run(rows: items.count, workers: workers, fill: fill, read: results.read)
    let loss = results.weightedLoss(weights)
    guard loss.isFinite else {
      let layer =
        try firstNonFiniteLayer(rows: items.count, fill)
        ?? executor.firstNonFiniteLayer(rows: items.count, fill: fill) ?? "loss"
      throw TrainingError.diverged(layer: layer, epoch: epoch)
    }
    guard statistics.allSatisfy(store.isFinite), vectorGradientsAreFinite(in: executor) else {
      // No parameter has moved yet, so the way forward can be looked at once more.
      let behind = layerThatDiverged(in: executor)
      let layer = try firstNonFiniteLayer(rows: items.count, fill) ?? behind
      throw TrainingError.diverged(layer: layer, epoch: epoch)
    }
    let isFinite = try ParameterStep(
      trainer: trainer, phase: phase, executor: executor, optimizer: optimizer,
      state: optimizerState, averages: averages, workers: workers
    ).run(learningRate: learningRate, averageStep: averageStep)
    guard isFinite else {
      throw TrainingError.diverged(layer: layerThatDiverged(in: executor), epoch: epoch)
    }
    let correct = zip(items, results.predictions).count { source.labels[$0] == $1 }
    return (loss, correct)
  }

  /// Running statistics, which a step moves without a gradient.
  private var statistics: [String] {
    store.parameters.filter { !$0.role.isTrainable }.map(\.name)
  }

  /// The layer whose value, before anything that hides it, is the first that is not finite on the way forward.
  private func firstNonFiniteLayer(
    rows: Int, _ fill: @Sendable (MicroBatchExecutor, Range<Int>) throws -> Void
  ) throws -> String? {
    let plan = try trainer.inspectionPlan(
      phase, rows: rows, parameterLayouts: store.layouts, isJudging: false)
    return try TrainingExecutor(plan, store: store).firstNonFiniteLayer(rows: rows, fill: fill)
  }

  /// Whether the gradients of biases, scales and shifts are finite. They are few, and where an activation such as
  /// ReLU6 hides an infinite value from the loss they still see it: nothing times infinity is no number. The others
  /// are looked at while they move.
  private func vectorGradientsAreFinite(in executor: TrainingExecutor) -> Bool {
    executor.trained.allSatisfy {
      $0.shape.rank != 1
        || FiniteCheck.areFinite(UnsafeBufferPointer(executor.gradient(of: $0.name)))
    }
  }

  /// Where a step with a finite loss went wrong on its way back. The loss need not tell: a bounded activation such as ReLU6 makes
  /// a number of anything. Gradients are made from the network's end to its beginning, so of those that are not
  /// finite the last in the network's order came first; where all are, it is the first parameter.
  private func layerThatDiverged(in executor: TrainingExecutor) -> String {
    let trained = Set(executor.trained.map(\.name))
    func node(_ nodes: some Sequence<Int>, _ isWrong: (String) -> Bool) -> Int? {
      nodes.first { node in
        trainer.graph.parameters(ofNode: node).contains {
          store.layouts[$0.name] != nil && isWrong($0.name)
        }
      }
    }
    let nodes = trainer.graph.nodes.indices
    let found =
      node(nodes.reversed()) {
        trained.contains($0)
          && !FiniteCheck.areFinite(UnsafeBufferPointer(executor.gradient(of: $0)))
      } ?? node(nodes) { !store.isFinite($0) }
    return found.map { trainer.graph.nodes[$0].name } ?? "loss"
  }

  private func drawMix(_ rows: Int, epoch: Int, number: Int) -> MixDraw? {
    let input = trainer.graph.input
    return trainer.configuration.mixing.draw(
      seed: trainer.configuration.seed, epoch: epoch, batch: number, rows: rows,
      height: input.height, width: input.width)
  }

  private func filling(
    _ batch: ExampleBatch, weights: [Float], rowNames: [UInt64]
  ) -> @Sendable (MicroBatchExecutor, Range<Int>) throws -> Void {
    let seed = trainer.configuration.seed
    return { [source, softTargets] microBatch, rows in
      microBatch.clear()
      try source.write(rows, of: batch, into: microBatch)
      for (place, row) in rows.enumerated() {
        let target = microBatch.targetRow(place)
        let label = source.labels[batch.items[row]]
        if let mix = batch.mix {
          softTargets.fill(
            target, label: label, partner: source.labels[batch.items[mix.partners[row]]],
            share: Float(mix.share))
        } else {
          softTargets.fill(target, label: label)
        }
        microBatch.rowWeights[place] = weights[row]
      }
      microBatch.drawMasks(.init(seed: seed, rows: Array(rowNames[rows])))
    }
  }

  /// Each item's share of the batch's loss; items without weight have none, be they a whole batch.
  private func rowWeights(of items: [Int], _ mix: MixDraw?) -> [Float] {
    let own = items.map { source.weights[$0] * classWeights[source.labels[$0]] }
    let weights = mix?.mixed(weights: own) ?? own
    let total = weights.reduce(0, +)
    return weights.map { total > 0 ? $0 / total : 0 }
  }

  private func executor(for rows: Int) throws -> TrainingExecutor {
    let size = trainer.microBatch ?? rows
    if let executor = executors[size] { return executor }
    let executor = try TrainingExecutor(
      trainer.trainingPlan(phase, rows: size), store: store)
    executors[size] = executor
    return executor
  }
}
