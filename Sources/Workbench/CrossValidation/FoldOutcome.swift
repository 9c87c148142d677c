import Evaluation
import Training

/// What a fold gave.
struct FoldOutcome: Sendable {
  let task: FoldTask
  /// Whose weights were judged; 0 for a classifier without epochs.
  let epoch: Int
  /// `[test items, classes]`, row by row.
  let probabilities: [Float]
  let report: ClassificationReport
  /// What inner folds chose; `nil` where nothing was searched.
  let choice: NestedChoice?
  /// How the fit went; none for a classifier without epochs.
  var epochs: [EpochRecord] = []
  /// What judged, where it is small enough to be kept: a head on a frozen backbone.
  var model: Model?
  /// Why its surest mistakes were made, where the network is not kept.
  var mistakes: [ExplainedMistake] = []

  /// - Throws: `EvaluationError` for what are no probabilities of the test items.
  init(
    _ task: FoldTask, _ session: Session, epoch: Int, probabilities: [Float],
    choice: NestedChoice? = nil
  ) throws {
    self.task = task
    self.epoch = epoch
    self.probabilities = probabilities
    self.choice = choice
    report = try Self.report(session, items: task.test, probabilities: probabilities)
  }

  init(
    _ task: FoldTask, _ session: Session, _ judged: Recipe.Judged, choice: NestedChoice?
  ) throws {
    try self.init(
      task, session, epoch: judged.epoch, probabilities: judged.probabilities, choice: choice)
    epochs = judged.history
  }

  static func report(
    _ session: Session, items: [Int], probabilities: [Float]
  ) throws -> ClassificationReport {
    ClassificationReport(
      of: try predictions(session, items: items, probabilities: probabilities),
      classes: session.dataset.classes)
  }

  static func predictions(
    _ session: Session, items: [Int], probabilities: [Float]
  ) throws -> Predictions {
    try Predictions(
      probabilities: probabilities, labels: items.map { session.dataset.items[$0].label },
      classCount: session.dataset.classes.count)
  }
}
