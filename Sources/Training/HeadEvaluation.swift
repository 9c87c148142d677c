import Evaluation
import Graphs
import Tensors

/// Runs a head over items without learning from them.
struct HeadEvaluation {
  struct Outcome {
    /// The weighted mean; 0 for items without any weight.
    let loss: Double
    let accuracy: Double
    let confusion: ConfusionMatrix
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
        graph: trainer.graph, boundary: trainer.boundary, batch: Self.batch,
        kernels: trainer.kernels),
      store: store)
  }

  /// - Precondition: There is at least one item.
  func run(_ items: [Int]) throws -> Outcome {
    let classes = executor.plan.classes
    var probabilities: [Float] = []
    probabilities.reserveCapacity(items.count * classes)
    var loss = 0.0
    var weight = 0.0
    var predicted: [Int] = []
    for start in stride(from: 0, to: items.count, by: Self.batch) {
      let batch = items[start..<min(start + Self.batch, items.count)]
      fill(batch)
      try executor.run(dropout: nil)
      probabilities += executor.softmax.prefix(batch.count * classes)
      for (row, item) in batch.enumerated() where table.weights[item] != 0 {
        loss += Double(table.weights[item] * executor.losses[row])
        weight += Double(table.weights[item])
      }
      predicted += Self.predictions(of: executor, rows: batch.count)
    }
    let truth = items.map { table.labels[$0] }
    let correct = zip(truth, predicted).count { $0 == $1 }
    return Outcome(
      loss: weight > 0 ? loss / weight : 0, accuracy: Double(correct) / Double(items.count),
      confusion: ConfusionMatrix(truth: truth, predicted: predicted, classCount: classes),
      probabilities: probabilities)
  }

  /// - Returns: The layer that gives the first infinite value or NaN for one of the items; `nil` if none does.
  func firstNonFiniteLayer(_ items: [Int]) throws -> String? {
    for start in stride(from: 0, to: items.count, by: Self.batch) {
      fill(items[start..<min(start + Self.batch, items.count)])
      if let layer = try executor.firstNonFiniteLayer(dropout: nil) { return layer }
    }
    return nil
  }

  private func fill(_ batch: ArraySlice<Int>) {
    executor.input.update(repeating: 0)
    executor.rowWeights.update(repeating: 0)
    FeatureTable.gather(batch, of: table.features, into: executor.input)
    Self.fillTargets(executor, batch, in: table)
  }

  /// Writes each item's class as a row of targets.
  /// - Parameter softTargets: `nil` for a single 1.
  static func fillTargets(
    _ executor: TrainingExecutor, _ batch: ArraySlice<Int>, in table: FeatureTable,
    softTargets: SoftTargets? = nil
  ) {
    let classes = executor.plan.classes
    let softTargets = softTargets ?? SoftTargets(smoothing: 0, classes: classes)
    let targets = executor.targets
    targets.update(repeating: 0)
    for (row, item) in batch.enumerated() {
      softTargets.fill(
        UnsafeMutableBufferPointer(rebasing: targets[row * classes..<(row + 1) * classes]),
        label: table.labels[item])
    }
  }

  /// How many items have their own class's probability largest.
  static func correct(
    _ executor: TrainingExecutor, _ batch: ArraySlice<Int>, in table: FeatureTable
  ) -> Int {
    zip(batch, predictions(of: executor, rows: batch.count)).count { table.labels[$0] == $1 }
  }

  /// The class of the largest probability of each row; of equal ones the first.
  private static func predictions(of executor: TrainingExecutor, rows: Int) -> [Int] {
    let classes = executor.plan.classes
    let softmax = executor.softmax
    return (0..<rows).map { row in
      var best = 0
      for index in 1..<max(classes, 1)
      where softmax[row * classes + index] > softmax[row * classes + best] {
        best = index
      }
      return best
    }
  }
}
