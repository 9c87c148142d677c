import Datasets
import Graphs
import Images
import Tensors
import Training
import Workers

/// How many workers a run may have, from what its dearest phase needs.
struct SessionBudget {
  let configuration: RunConfiguration
  let trainer: Trainer
  let parameters: [String: Tensor]
  let microBatch: Int
  let dataset: Dataset
  let policy: AugmentationPolicy

  /// - Throws: ``WorkbenchError/overMemoryLimit(needed:limit:advice:)`` if not even one worker fits, and what
  ///   compiling throws.
  func workers(_ reporter: any Reporter) throws -> Workers {
    if configuration.trainsHeadAlone {
      let budget = try frozenBudget(microBatch)
      tell(budget.leastByteCount, budget.workerByteCount, reporter)
      return try budget.workers(configuration.machine, reporter, with: frozenBudget)
    }
    let wanted = configuration.machine.threads ?? Workers.available
    let limit = MemoryLimit(of: configuration.machine)
    let budgets = try budgets(microBatch)
    let counts = budgets.map { $0.workers(wanted: wanted, limit: limit.byteCount) }
    let dearest = budgets.max { $0.leastByteCount < $1.leastByteCount }
    tell(dearest?.leastByteCount ?? 0, dearest?.workerByteCount ?? 0, reporter)
    guard let count = counts.map({ $0 ?? 0 }).min(), count > 0 else {
      throw WorkbenchError.overMemoryLimit(
        needed: dearest?.leastByteCount ?? 0, limit: limit, advice: try advice(limit))
    }
    if count < wanted { reporter.note(MemoryBudget.note(on: count, of: wanted)) }
    return Workers(count: count)
  }

  private func tell(_ least: Int, _ worker: Int, _ reporter: any Reporter) {
    reporter.note(
      "micro-batches of \(microBatch); \(ByteText.of(least)) with one worker, "
        + "\(ByteText.of(worker)) for each further")
  }

  private func advice(_ limit: MemoryLimit) throws -> String {
    try MemoryLimit.advice(
      below: microBatch,
      instead: "a smaller --image-size or --batch-size, or freezing more, needs less"
    ) {
      try budgets($0).allSatisfy { $0.workers(wanted: 1, limit: limit.byteCount) != nil }
    }
  }

  /// Of a head alone: its own training is small beside the pass that gives it features.
  private func frozenBudget(_ microBatch: Int) throws -> MemoryBudget {
    let phase = trainer.phases[0]
    let choice = SourceChoice(
      configuration, phase, policy: policy, graph: trainer.graph, items: dataset.items.count)
    return try MemoryBudget(
      plan: prefix(phase.boundary, microBatch), items: choice.keeps ? dataset.items.count : 0,
      views: configuration.augmentation.drawnViewCount(
        of: policy, epochs: configuration.training.epochs),
      parameterByteCount: heldByteCount)
  }

  private func budgets(_ microBatch: Int) throws -> [TrainingBudget] {
    try trainer.phases.map { phase in
      let choice = SourceChoice(
        configuration, phase, policy: policy, graph: trainer.graph, items: dataset.items.count)
      return try TrainingBudget(
        trainer: trainer, phase: phase, microBatch: microBatch,
        prefix: phase.boundary.node > 0 ? prefix(phase.boundary, microBatch) : nil,
        featureByteCount: choice.keeps ? 2 * choice.featureByteCount : 0,
        parameterByteCount: heldByteCount)
    }
  }

  /// Of the parameters and of data that was unpacked.
  private var heldByteCount: Int {
    parameters.values.reduce(dataset.unpackedByteCount) { $0 + $1.byteCount }
  }

  private func prefix(_ boundary: FreezeBoundary, _ microBatch: Int) throws -> InferencePlan {
    try InferencePlan(
      graph: trainer.graph, outputs: [boundary.node],
      parameters: trainer.graph.initialized(parameters), microBatch: microBatch,
      precision: configuration.backbone.precision, kernels: trainer.kernels)
  }
}

extension Graph {
  /// The given parameters, and those of a head that has none yet: only sizes count here.
  fileprivate func initialized(_ values: [String: Tensor]) throws -> [String: Tensor] {
    let missing = nodes.indices.filter { node in
      parameters(ofNode: node).contains { values[$0.name] == nil }
    }
    return try initialParameters(ofNodes: missing, seed: 0).merging(values) { $1 }
  }
}
