import Graphs
import Tensors
import Workers

/// One fit while it runs, epoch after epoch, from phase to phase.
final class FitSession {
  private let trainer: Trainer
  private let training: [Int]
  private let validation: [Int]
  private let workers: Workers?
  private let cancellation: Cancellation?
  private let learningRate: LearningRateSchedule
  private(set) var state = FitState()
  /// The latest value of every parameter that has been behind a boundary, as of the last change of phase.
  private var parameters: [String: Tensor]
  private var averages: [String: Tensor]
  private var resumedOptimizer: [String: Tensor] = [:]
  private var phase: PhaseSession?
  private var best: [String: Tensor]?

  init(
    trainer: Trainer, training: [Int], validation: [Int], initial: [String: Tensor],
    workers: Workers?, cancellation: Cancellation?, resuming: FitResumption?
  ) throws {
    self.trainer = trainer
    self.training = training
    self.validation = validation
    self.workers = workers
    self.cancellation = cancellation
    learningRate = LearningRateSchedule(trainer.configuration.schedule)
    parameters = initial
    averages = initial
    if let resuming {
      state = resuming.state
      parameters.merge(resuming.parameters) { $1 }
      averages.merge(resuming.averages) { $1 }
      resumedOptimizer = resuming.optimizer
      // What its checkpoint does not hold had not trained by then.
      best = resuming.best.map { initial.merging($0) { $1 } }
    }
    state.kernels = trainer.kernels.identity
  }

  /// Whether patience has run out.
  var isOver: Bool {
    guard let patience = trainer.configuration.earlyStoppingPatience else { return false }
    return state.progress.selection.epochsWithoutImprovement >= patience
  }

  func result() throws -> Fit {
    if let phase { try leave(phase) }
    let kept = trainer.configuration.averageDecay == nil ? parameters : averages
    let chosen = validation.isEmpty ? nil : best
    let names = trainer.parameters.map(\.name)
    let source = chosen ?? kept
    return Fit(
      parameters: parameters.merging(source.filter { names.contains($0.key) }) { $1 },
      epoch: chosen == nil
        ? state.history.count : state.progress.selection.best?.epoch ?? state.history.count,
      history: state.history)
  }

  // MARK: Epochs

  /// Trains the next epoch, or what is left of it, then looks at the validation items.
  /// - Throws: ``TrainingError/diverged(layer:epoch:)`` in the very step that makes a number infinite or NaN.
  func runEpoch(
    source: (FitPhase, [String: Tensor]) throws -> any ExampleSource, observer: FitObserver
  ) throws {
    let epoch = state.epochs + 1
    let phase = try enter(trainer.phase(ofEpoch: epoch), source: source)
    let order = trainer.batchOrder(of: training, in: phase.source, epoch: epoch)
    while state.batches < order.batches.count {
      if cancellation?.isCancelled == true {
        try save(phase, observer, isBest: false)
        throw CancellationError()
      }
      try step(phase, order, epoch)
      observer.afterStep(epoch, state.batches, order.batches.count)
    }
    let record = try judge(phase, order, epoch)
    let isBest = take(note: record)
    state.epochs = epoch
    state.batches = 0
    state.loss = 0
    state.correct = 0
    state.history.append(record)
    if isBest { best = try phase.keptParameters(besides: keptBefore) }
    try observer.afterEpoch(record, isBest) { try phase.keptParameters(besides: [:]) }
    try save(phase, observer, isBest: isBest)
  }

  private func step(_ phase: PhaseSession, _ order: BatchOrder, _ epoch: Int) throws {
    let number = state.batches
    let configuration = trainer.configuration
    let place = SchedulePlace(
      step: (epoch - 1) * order.batches.count + number, stepsPerEpoch: order.batches.count,
      epochs: configuration.epochs)
    let rate =
      configuration.optimizer.learningRate
      * learningRate.factor(at: place, plateau: state.progress.plateau)
    let batch = Array(order.batches[number])
    let outcome = try phase.step(
      batch,
      rowNames: order.rowNames(
        ofBatch: number, identifiers: phase.source.identifiers, epoch: epoch),
      epoch: epoch, number: number, learningRate: rate,
      averageStep: state.progress.step + 1)
    state.progress.step += 1
    state.loss += outcome.loss * Double(batch.count)
    state.correct += outcome.correct
    state.learningRate = rate
    state.batches += 1
  }

  private func judge(
    _ phase: PhaseSession, _ order: BatchOrder, _ epoch: Int
  ) throws -> EpochRecord {
    // Without validation the last batch tells whether the last step left a network that gives numbers.
    let items = validation.isEmpty ? Array(order.batches.last ?? []) : validation
    let outcome = try phase.judge().run(items)
    guard outcome.loss.isFinite else {
      let layer = try phase.firstNonFiniteLayer(judging: items) ?? "loss"
      throw TrainingError.diverged(layer: layer, epoch: epoch)
    }
    let judged = validation.isEmpty ? nil : outcome
    let count = Double(order.batches.reduce(0) { $0 + $1.count })
    return EpochRecord(
      epoch: epoch, trainingLoss: state.loss / count,
      trainingAccuracy: Double(state.correct) / count, validationLoss: judged?.loss,
      validationAccuracy: judged?.accuracy,
      validationBalancedAccuracy: judged?.confusion.balancedAccuracy,
      validationMacroF1: judged?.confusion.macroF1?.value,
      validationFigure: try judged.flatMap {
        try trainer.configuration.monitor.figure(
          of: $0.confusion, probabilities: $0.probabilities,
          labels: items.map { phase.source.labels[$0] })
      }, learningRate: state.learningRate)
  }

  /// - Returns: Whether the epoch is the best so far.
  private func take(note record: EpochRecord) -> Bool {
    let configuration = trainer.configuration
    if let patience = configuration.schedule.plateauPatience,
      let gamma = configuration.schedule.gamma,
      record.epoch > configuration.schedule.warmupEpochs
    {
      state.progress.plateau.observe(
        configuration.monitor.value(of: record), of: configuration.monitor, patience: patience,
        gamma: gamma,
        minimumDelta: configuration.minimumDelta)
    }
    return state.progress.selection.consider(
      record, monitor: configuration.monitor, minimumDelta: configuration.minimumDelta)
  }

  // MARK: Phases

  private var keptBefore: [String: Tensor] {
    trainer.configuration.averageDecay == nil ? parameters : averages
  }

  /// The session of a phase: the one that is under way, or a new one that takes over what it left.
  private func enter(
    _ wanted: FitPhase, source: (FitPhase, [String: Tensor]) throws -> any ExampleSource
  ) throws -> PhaseSession {
    if let phase, phase.phase == wanted { return phase }
    if let phase { try leave(phase) }
    phase = nil
    let next = try PhaseSession(
      trainer: trainer, phase: wanted, source: source(wanted, parameters), training: training,
      parameters: parameters, averages: averages, workers: workers)
    try next.optimizerState.restore(
      resumedOptimizer, stepCounts: state.progress.stepCounts)
    resumedOptimizer = [:]
    phase = next
    return next
  }

  private func leave(_ phase: PhaseSession) throws {
    let copies = try phase.snapshot()
    parameters.merge(copies.parameters) { $1 }
    if let copied = copies.averages { averages.merge(copied) { $1 } }
    resumedOptimizer = try phase.optimizerState.snapshot()
    state.progress.stepCounts = phase.optimizerState.stepCounts
  }

  // MARK: Saving

  private func save(_ phase: PhaseSession, _ observer: FitObserver, isBest: Bool) throws {
    guard let save = observer.save else { return }
    state.progress.stepCounts = phase.optimizerState.stepCounts
    // What never trained is not the checkpoint's business: the run finds it where it was.
    let state = self.state
    let names = Set(
      trainer.phases.prefix { $0.epochs.lowerBound <= state.epochs + 1 }
        .flatMap { trainer.graph.parameters(after: $0.boundary) }.map(\.name))
    let begun = parameters.filter { names.contains($0.key) }
    try save(
      {
        let copies = try phase.snapshot()
        var tensors = begun.merging(copies.parameters) { $1 }
        for (name, tensor) in copies.averages ?? [:] {
          tensors[FitResumption.averagePrefix + name] = tensor
        }
        for (name, tensor) in try phase.optimizerState.snapshot() {
          tensors[FitResumption.optimizerPrefix + name] = tensor
        }
        return try Checkpoint(
          position: CheckpointPosition(epochs: state.epochs, batches: state.batches),
          tensors: tensors, state: state)
      }, isBest)
  }
}
