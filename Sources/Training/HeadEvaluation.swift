import Graphs
import Synchronization
import Tensors

/// Runs a head over items without learning from them.
struct HeadEvaluation {
  struct Outcome {
    /// The weighted mean; 0 for items without any weight.
    let loss: Double
    let accuracy: Double
    /// `[items, classes]`, row by row.
    let probabilities: [Float]
  }

  /// Rows a step. Fixed, so that a row's result does not depend on how many are asked for.
  private static let batch = 64

  private let table: FeatureTable
  private let executor: TrainingExecutor

  /// - Parameter store: Whose parameters are used, as they are at each run.
  init(trainer: HeadTrainer, table: FeatureTable, store: ParameterStore) throws {
    self.table = table
    executor = try TrainingExecutor(
      TrainingPlan.evaluation(
        graph: trainer.graph, boundary: trainer.boundary, microBatch: Self.batch,
        kernels: trainer.kernels),
      store: store)
  }

  /// - Precondition: There is at least one item.
  func run(_ items: [Int]) throws -> Outcome {
    let classes = executor.plan.classes
    let rows = ResultRows(count: items.count * classes)
    let sums = Mutex<(loss: Double, weight: Double, correct: Int)>((0, 0, 0))
    try executor.run(rows: items.count, fill: filling(items)) { [table] microBatch, range in
      let batch = items[range]
      rows.store(microBatch.softmax.prefix(range.count * classes), at: range.lowerBound * classes)
      sums.withLock { sums in
        for (row, item) in batch.enumerated() where table.weights[item] != 0 {
          sums.loss += Double(table.weights[item] * microBatch.losses[row])
          sums.weight += Double(table.weights[item])
        }
        sums.correct += Self.correct(microBatch, batch, in: table)
      }
    }
    let (loss, weight, correct) = sums.withLock { $0 }
    return Outcome(
      loss: weight > 0 ? loss / weight : 0, accuracy: Double(correct) / Double(items.count),
      probabilities: rows.all)
  }

  /// - Returns: The layer that gives the first infinite value or NaN for one of the items; `nil` if none does.
  func firstNonFiniteLayer(_ items: [Int]) throws -> String? {
    try executor.firstNonFiniteLayer(rows: items.count, fill: filling(items))
  }

  private func filling(
    _ items: [Int]
  ) -> @Sendable (MicroBatch, Range<Int>) throws -> Void {
    { [table] microBatch, range in
      microBatch.input.update(repeating: 0)
      microBatch.rowWeights.update(repeating: 0)
      FeatureTable.gather(items[range], of: table.features, into: microBatch.input)
      Self.fillTargets(microBatch, items[range], in: table)
      microBatch.drawMasks(nil)
    }
  }

  /// Writes each item's class as a row with a single 1.
  static func fillTargets(
    _ executor: MicroBatch, _ batch: ArraySlice<Int>, in table: FeatureTable
  ) {
    let classes = executor.plan.classes
    executor.targets.update(repeating: 0)
    for (row, item) in batch.enumerated() {
      executor.targets[row * classes + table.labels[item]] = 1
    }
  }

  /// How many items have their own class's probability largest; of equal ones the first counts.
  static func correct(
    _ executor: MicroBatch, _ batch: ArraySlice<Int>, in table: FeatureTable
  ) -> Int {
    let classes = executor.plan.classes
    let softmax = executor.softmax
    var correct = 0
    for (row, item) in batch.enumerated() {
      var best = 0
      for index in 1..<max(classes, 1)
      where softmax[row * classes + index] > softmax[row * classes + best] {
        best = index
      }
      if best == table.labels[item] { correct += 1 }
    }
    return correct
  }
}

/// Rows of results that micro-batches write in any order.
final class ResultRows: Sendable {
  private let values: Mutex<[Float]>

  init(count: Int) {
    values = Mutex([Float](repeating: 0, count: count))
  }

  func store(_ row: some Collection<Float>, at start: Int) {
    values.withLock { values in
      for (index, value) in row.enumerated() { values[start + index] = value }
    }
  }

  var all: [Float] { values.withLock { $0 } }
}
