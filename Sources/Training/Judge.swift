import Evaluation
import Graphs
import Tensors
import Workers

/// Runs the part behind the boundary over items without learning from them.
struct Judge {
  struct Outcome {
    /// The weighted mean; 0 for items without any weight.
    let loss: Double
    let accuracy: Double
    let confusion: ConfusionMatrix
    /// `[items, classes]`, row by row.
    let probabilities: [Float]
  }

  private let source: any ExampleSource
  private let store: ParameterStore
  private let executor: TrainingExecutor
  private let workers: Workers?

  /// - Parameter store: Whose parameters are used, as they are at each run.
  init(
    plan: TrainingPlan, source: any ExampleSource, store: ParameterStore, workers: Workers?
  ) throws {
    self.source = source
    self.store = store
    self.workers = workers
    executor = try TrainingExecutor(plan, store: store)
  }

  /// - Precondition: There is at least one item.
  func run(_ items: [Int]) throws -> Outcome {
    let classes = executor.plan.classes
    let results = StepResults(rows: items.count, classes: classes)
    try executor.run(
      rows: items.count, workers: workers, fill: filling(items), read: results.read)
    let weights = items.map { source.weights[$0] }
    let weight = weights.reduce(0) { $0 + Double($1) }
    let truth = items.map { source.labels[$0] }
    let predicted = results.predictions
    let correct = zip(truth, predicted).count { $0 == $1 }
    return Outcome(
      loss: weight > 0 ? results.weightedLoss(weights) / weight : 0,
      accuracy: Double(correct) / Double(items.count),
      confusion: ConfusionMatrix(truth: truth, predicted: predicted, classCount: classes),
      probabilities: results.probabilities)
  }

  /// - Parameter plan: One that shows every value.
  /// - Returns: The layer that gives the first infinite value or NaN for one of the items; `nil` if none does.
  func firstNonFiniteLayer(_ items: [Int], in plan: TrainingPlan) throws -> String? {
    try TrainingExecutor(plan, store: store)
      .firstNonFiniteLayer(rows: items.count, fill: filling(items))
      ?? executor.firstNonFiniteLayer(rows: items.count, fill: filling(items))
  }

  private func filling(
    _ items: [Int]
  ) -> @Sendable (MicroBatchExecutor, Range<Int>) throws -> Void {
    let classes = executor.plan.classes
    let targets = SoftTargets(smoothing: 0, classes: classes)
    let batch = ExampleBatch(items: items)
    return { [source] microBatch, rows in
      microBatch.clear()
      try source.write(rows, of: batch, into: microBatch)
      for (place, row) in rows.enumerated() {
        targets.fill(microBatch.targetRow(place), label: source.labels[items[row]])
      }
      microBatch.drawMasks(nil)
    }
  }
}
