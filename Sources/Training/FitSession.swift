import Graphs
import Synchronization
import Tensors
import Workers

/// One fit while it runs: executors for each batch size, optimizer state, step count.
struct FitSession {
  private let trainer: HeadTrainer
  private let table: FeatureTable
  private let store: ParameterStore
  private let trains: @Sendable (Parameter) -> Bool
  private let optimizer: any Optimizer
  private var evaluation: HeadEvaluation?
  private var executors: [Int: TrainingExecutor] = [:]
  private var slots: [String: [AlignedStorage]] = [:]
  private var step = 0

  init(
    trainer: HeadTrainer, table: FeatureTable, store: ParameterStore,
    trains: @escaping @Sendable (Parameter) -> Bool
  ) throws {
    self.trainer = trainer
    self.table = table
    self.store = store
    self.trains = trains
    optimizer = trainer.configuration.optimizer.optimizer
    for parameter in store.parameters where parameter.role.isTrainable && trains(parameter) {
      slots[parameter.name] = try (0..<optimizer.slotCount).map { _ in
        try AlignedStorage(byteCount: parameter.shape.elementCount * 4)
      }
    }
  }

  /// Trains one epoch, then looks at the validation items.
  /// - Throws: ``TrainingError/diverged(layer:epoch:)`` also for the parameters that the last step left.
  mutating func run(
    epoch: Int, batches: [ArraySlice<Int>], validation: [Int], cancellation: Cancellation?
  ) throws -> EpochRecord {
    let configuration = trainer.configuration
    let total = configuration.epochs * batches.count
    var loss = 0.0
    var correct = 0
    var rate = 0.0
    for (index, batch) in batches.enumerated() {
      if cancellation?.isCancelled == true { throw CancellationError() }
      let progress = Double((epoch - 1) * batches.count + index) / Double(total)
      rate = configuration.optimizer.learningRate * configuration.schedule.factor(at: progress)
      let outcome = try train(batch, epoch: epoch, learningRate: Float(rate))
      loss += outcome.loss * Double(batch.count)
      correct += outcome.correct
    }
    let count = batches.reduce(0) { $0 + $1.count }
    // Without validation the last batch tells whether the last step went well.
    let outcome = try judge(
      validation.isEmpty ? Array(batches.last ?? []) : validation, epoch: epoch)
    let judged = validation.isEmpty ? nil : outcome
    return EpochRecord(
      epoch: epoch, trainingLoss: loss / Double(count),
      trainingAccuracy: Double(correct) / Double(count), validationLoss: judged?.loss,
      validationAccuracy: judged?.accuracy, learningRate: rate)
  }

  private mutating func judge(_ items: [Int], epoch: Int) throws -> HeadEvaluation.Outcome {
    let evaluation =
      try self.evaluation ?? HeadEvaluation(trainer: trainer, table: table, store: store)
    self.evaluation = evaluation
    let outcome = try evaluation.run(items)
    guard outcome.loss.isFinite else {
      let layer = try evaluation.firstNonFiniteLayer(items) ?? "loss"
      throw TrainingError.diverged(layer: layer, epoch: epoch)
    }
    return outcome
  }

  private mutating func train(
    _ batch: ArraySlice<Int>, epoch: Int, learningRate: Float
  ) throws -> (loss: Double, correct: Int) {
    let executor = try executor(for: batch.count)
    let address = MicroBatch.DropoutAddress(
      seed: trainer.configuration.seed,
      rows: batch.map { table.identifiers[$0] &+ UInt64(epoch) &* 0x9E37_79B9_7F4A_7C15 })
    let weights = Self.rowWeights(of: batch, in: table)
    let fill = { @Sendable [table] (microBatch: MicroBatch, _: Range<Int>) in
      FeatureTable.gather(
        batch, of: table.trainingFeatures(epoch: epoch), into: microBatch.input)
      HeadEvaluation.fillTargets(microBatch, batch, in: table)
      for (row, weight) in weights.enumerated() { microBatch.rowWeights[row] = weight }
      microBatch.drawMasks(address)
    }
    let outcome = Mutex<(loss: Double, correct: Int)>((0, 0))
    try executor.run(rows: batch.count, fill: fill) { [table] microBatch, _ in
      outcome.withLock { outcome in
        for (row, weight) in weights.enumerated() where weight != 0 {
          outcome.loss += Double(weight * microBatch.losses[row])
        }
        outcome.correct = HeadEvaluation.correct(microBatch, batch, in: table)
      }
    }
    let (loss, correct) = outcome.withLock { $0 }
    guard loss.isFinite else {
      let layer = try executor.firstNonFiniteLayer(rows: batch.count, fill: fill) ?? "loss"
      throw TrainingError.diverged(layer: layer, epoch: epoch)
    }
    step += 1
    for parameter in executor.trained {
      optimizer.update(
        store[parameter.name], gradient: executor.gradient(of: parameter.name),
        slots: (slots[parameter.name] ?? []).map {
          // Sound: each slot was made with the parameter's size.
          UnsafeMutableBufferPointer(
            start: $0.start.assumingMemoryBound(to: Float.self),
            count: parameter.shape.elementCount)
        },
        learningRate: learningRate,
        weightDecay: parameter.role == .weight
          ? Float(trainer.configuration.optimizer.weightDecay) : 0,
        step: step)
    }
    return (loss, correct)
  }

  /// Each item's share of the batch's loss; items without weight have none, be they a whole batch.
  private static func rowWeights(of batch: ArraySlice<Int>, in table: FeatureTable) -> [Float] {
    let total = batch.reduce(0) { $0 + table.weights[$1] }
    return batch.map { total > 0 ? table.weights[$0] / total : 0 }
  }

  private mutating func executor(for batch: Int) throws -> TrainingExecutor {
    if let executor = executors[batch] { return executor }
    let plan = try TrainingPlan.training(
      graph: trainer.graph, boundary: trainer.boundary, microBatch: batch, kernels: trainer.kernels,
      trains: trains)
    let executor = try TrainingExecutor(plan, store: store)
    executors[batch] = executor
    return executor
  }
}
