import Graphs
import Tensors
import Training
import Workers

/// What a training needs, before it starts.
struct TrainingBudget {
  /// What is needed however few workers there are.
  let fixedByteCount: Int
  let workerByteCount: Int
  private let batchByteCount: Int

  /// - Parameters:
  ///   - prefix: The frozen part; `nil` where there is none, or its values are kept.
  ///   - featureByteCount: Of values at the boundary that are kept in memory.
  /// - Throws: What compiling throws.
  init(
    trainer: Trainer, phase: FitPhase, microBatch: Int, prefix: InferencePlan?,
    featureByteCount: Int, parameterByteCount: Int
  ) throws {
    let plan = try trainer.trainingPlan(phase, rows: microBatch)
    let judging = try TrainingPlan.evaluation(
      graph: trainer.graph, boundary: phase.boundary, microBatch: microBatch,
      precision: trainer.precision, kernels: trainer.kernels,
      parameterLayouts: plan.parameterLayouts)
    let suffix = trainer.graph.parameters(after: phase.boundary)
    func bytes(_ parameters: [Parameter]) -> Int {
      parameters.reduce(0) { $0 + $1.shape.elementCount * MemoryLayout<Float>.size }
    }
    let trained = bytes(suffix.filter { phase.trained.contains($0.name) })
    let copies = trainer.configuration.averageDecay == nil ? 1 : 2
    let slots = trainer.configuration.optimizer.optimizer.slotCount
    let batches = (trainer.configuration.batchSize + microBatch - 1) / microBatch
    // The network as loaded, the parameters in training, the best of them, and a copy while a checkpoint is
    // written, with what the optimizer remembers.
    fixedByteCount =
      MemoryLimit.programByteCount + parameterByteCount + bytes(suffix) * (copies + 2) + trained
      * slots * 2
      + plan.sharedByteCount + judging.sharedByteCount + featureByteCount
      + (prefix?.weightByteCount ?? 0)
    batchByteCount = plan.keepsWholeBatch ? plan.arenaByteCount * batches : 0
    workerByteCount =
      (plan.keepsWholeBatch ? 0 : plan.arenaByteCount) + judging.arenaByteCount
      + (prefix?.arenaByteCount ?? 0)
  }

  /// As many workers as fit. Fewer change no bit.
  /// - Returns: `nil` if not even one fits.
  func workers(wanted: Int, limit: Int) -> Int? {
    let room = limit - fixedByteCount - batchByteCount
    guard room >= workerByteCount else { return nil }
    return min(wanted, room / max(workerByteCount, 1))
  }

  /// With one worker.
  var leastByteCount: Int { fixedByteCount + batchByteCount + workerByteCount }
}
