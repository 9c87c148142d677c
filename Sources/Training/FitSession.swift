import Graphs
import Tensors
import Workers

/// One fit while it runs: executors for each batch size, and the state that goes from step to step.
struct FitSession {
  private let trainer: HeadTrainer
  private let table: FeatureTable
  private let classWeights: [Float]
  private let softTargets: SoftTargets
  private let learningRate: LearningRateSchedule
  private let optimizer: any Optimizer
  private let store: ParameterStore
  private let optimizerState: OptimizerState
  /// The parameters' moving averages, running statistics among them.
  private let averages: ParameterStore?
  private(set) var progress = FitProgress()
  private var evaluation: HeadEvaluation?
  private var executors: [Int: TrainingExecutor] = [:]

  /// - Parameter classWeights: `[classes]`
  init(
    trainer: HeadTrainer, table: FeatureTable, classWeights: [Float], initial: [String: Tensor]
  ) throws {
    let configuration = trainer.configuration
    self.trainer = trainer
    self.table = table
    self.classWeights = classWeights
    softTargets = SoftTargets(
      smoothing: configuration.labelSmoothing, classes: trainer.graph.outputShape[0])
    learningRate = LearningRateSchedule(configuration.schedule)
    optimizer = configuration.optimizer.optimizer
    store = try ParameterStore(trainer.parameters, values: initial)
    optimizerState = try OptimizerState(
      of: optimizer, parameters: store.parameters.filter { trainer.groups[$0.name] != nil })
    averages =
      try configuration.averageDecay == nil
      ? nil : ParameterStore(trainer.parameters, values: initial)
  }

  /// The parameters that are judged and kept: the averages where there are some.
  var kept: ParameterStore { averages ?? store }

  /// Trains one epoch, then looks at the validation items.
  /// - Returns: What it gave, and whether it is the best so far.
  /// - Throws: ``TrainingError/diverged(layer:epoch:)`` also for the parameters that the last step left.
  mutating func run(
    epoch: Int, order: BatchOrder, validation: [Int], cancellation: Cancellation?
  ) throws -> (record: EpochRecord, isBest: Bool) {
    let configuration = trainer.configuration
    var loss = 0.0
    var correct = 0
    var rate = 0.0
    for (index, batch) in order.batches.enumerated() {
      if cancellation?.isCancelled == true { throw CancellationError() }
      let place = SchedulePlace(
        step: (epoch - 1) * order.batches.count + index, stepsPerEpoch: order.batches.count,
        epochs: configuration.epochs)
      rate =
        configuration.optimizer.learningRate
        * learningRate.factor(at: place, plateau: progress.plateau)
      let names = order.rowNames(ofBatch: index, identifiers: table.identifiers, epoch: epoch)
      let outcome = try train(batch, rowNames: names, epoch: epoch, learningRate: rate)
      loss += outcome.loss * Double(batch.count)
      correct += outcome.correct
    }
    let count = order.batches.reduce(0) { $0 + $1.count }
    // Without validation the last batch tells whether the last step went well.
    let outcome = try judge(
      validation.isEmpty ? Array(order.batches.last ?? []) : validation, epoch: epoch)
    let judged = validation.isEmpty ? nil : outcome
    let record = EpochRecord(
      epoch: epoch, trainingLoss: loss / Double(count),
      trainingAccuracy: Double(correct) / Double(count), validationLoss: judged?.loss,
      validationAccuracy: judged?.accuracy,
      validationBalancedAccuracy: judged?.confusion.balancedAccuracy,
      validationMacroF1: judged?.confusion.macroF1?.value, learningRate: rate)
    return (record, take(note: record))
  }

  /// - Returns: Whether the epoch is the best so far.
  private mutating func take(note record: EpochRecord) -> Bool {
    let configuration = trainer.configuration
    if let patience = configuration.schedule.plateauPatience,
      let gamma = configuration.schedule.gamma,
      record.epoch > configuration.schedule.warmupEpochs,
      let value = configuration.monitor.value(of: record)
    {
      progress.plateau.observe(
        value, of: configuration.monitor, patience: patience, gamma: gamma,
        minimumDelta: configuration.minimumDelta)
    }
    return progress.selection.consider(
      record, monitor: configuration.monitor, minimumDelta: configuration.minimumDelta)
  }

  private mutating func judge(_ items: [Int], epoch: Int) throws -> HeadEvaluation.Outcome {
    let evaluation =
      try self.evaluation ?? HeadEvaluation(trainer: trainer, table: table, store: kept)
    self.evaluation = evaluation
    let outcome = try evaluation.run(items)
    guard outcome.loss.isFinite else {
      let layer = try evaluation.firstNonFiniteLayer(items) ?? "loss"
      throw TrainingError.diverged(layer: layer, epoch: epoch)
    }
    return outcome
  }

  private mutating func train(
    _ batch: ArraySlice<Int>, rowNames: [UInt64], epoch: Int, learningRate: Double
  ) throws -> (loss: Double, correct: Int) {
    let executor = try executor(for: batch.count)
    fill(executor, with: batch, epoch: epoch)
    let address = TrainingExecutor.DropoutAddress(
      seed: trainer.configuration.seed, rows: rowNames)
    try executor.run(dropout: address)
    var loss = 0.0
    for (row, weight) in rowWeights(of: batch).enumerated() where weight != 0 {
      loss += Double(weight * executor.losses[row])
    }
    guard loss.isFinite else {
      fill(executor, with: batch, epoch: epoch)
      let layer = try executor.firstNonFiniteLayer(dropout: address) ?? "loss"
      throw TrainingError.diverged(layer: layer, epoch: epoch)
    }
    move(executor, learningRate: learningRate)
    return (loss, HeadEvaluation.correct(executor, batch, in: table))
  }

  /// Clips the gradients, moves the parameters against them, and the averages towards the parameters.
  private mutating func move(_ executor: TrainingExecutor, learningRate: Double) {
    if let limit = trainer.configuration.gradientLimit {
      let gradients = executor.trained.map(executor.gradient)
      let factor = GradientNorm.factor(limit: limit, norm: GradientNorm.norm(of: gradients))
      if factor < 1 { for gradient in gradients { GradientNorm.scale(gradient, by: factor) } }
    }
    for parameter in executor.trained {
      ParameterUpdate(
        optimizer, group: trainer.groups[parameter.name] ?? ParameterGroup(),
        learningRate: learningRate, step: optimizerState.beginStep(of: parameter.name)
      ).apply(
        to: store[parameter.name], gradient: executor.gradient(of: parameter),
        slots: optimizerState.slots(of: parameter.name))
    }
    progress.step += 1
    progress.stepCounts = optimizerState.stepCounts
    if let averages, let decay = trainer.configuration.averageDecay {
      for parameter in store.parameters {
        WeightAverage(decay: decay).move(
          averages[parameter.name], towards: store[parameter.name], afterStep: progress.step)
      }
    }
  }

  private func fill(
    _ executor: TrainingExecutor, with batch: ArraySlice<Int>, epoch: Int
  ) {
    FeatureTable.gather(
      batch, of: table.trainingFeatures(epoch: epoch), into: executor.input)
    HeadEvaluation.fillTargets(executor, batch, in: table, softTargets: softTargets)
    for (row, weight) in rowWeights(of: batch).enumerated() {
      executor.rowWeights[row] = weight
    }
  }

  /// Each item's share of the batch's loss; items without weight have none, be they a whole batch.
  private func rowWeights(of batch: ArraySlice<Int>) -> [Float] {
    let weights = batch.map { table.weights[$0] * classWeights[table.labels[$0]] }
    let total = weights.reduce(0, +)
    return weights.map { total > 0 ? $0 / total : 0 }
  }

  private mutating func executor(for batch: Int) throws -> TrainingExecutor {
    if let executor = executors[batch] { return executor }
    let groups = trainer.groups
    let plan = try TrainingPlan.training(
      graph: trainer.graph, boundary: trainer.boundary, batch: batch, kernels: trainer.kernels,
      trains: { groups[$0.name] != nil })
    let executor = try TrainingExecutor(plan, store: store)
    executors[batch] = executor
    return executor
  }
}
