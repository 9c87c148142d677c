import Datasets
import Training
import Workers

/// Fits and judges fold after fold.
///
/// Fits of heads are independent: one a worker. Through the backbone one comes after the other, each with all workers,
/// and what is finished is kept.
struct FoldRunner {
  let recipe: Recipe
  let search: NestedSearch?
  /// Where a run through the backbone keeps what it has.
  let progress: FoldProgress?
  /// What the folds are called while they run.
  let task: String

  private var session: Session { recipe.session }

  /// Of all folds' heads. Where they take more, they go with their folds, and the report does not explain mistakes.
  private static let keptByteLimit = 512_000_000

  /// - Parameter groups: Of the data set's items, for dividing training parts.
  /// - Throws: What dividing and fitting throw, `CancellationError`.
  func run(_ tasks: [FoldTask], groups: ItemGroups) throws -> [FoldOutcome] {
    let counter = ProgressCounter(
      total: tasks.count, task: task, unit: "folds", reporter: session.reporter)
    guard session.configuration.trainsHeadAlone else {
      return try tasks.map { task in
        let outcome =
          try progress?.outcome(of: task, session) ?? alone(task, groups: groups)
        counter.advance(by: 1)
        return outcome
      }
    }
    let choices = try search?.choices(for: tasks, groups: groups)
    return try session.workers.map(
      tasks.count, cancellation: session.cancellation
    ) { _, index in
      let choice = choices?[index]
      let chosen = recipe(of: choice)
      let judged = try chosen.judged(tasks[index], lastEpoch: choice?.epoch, workers: nil)
      counter.advance(by: 1)
      var outcome = try FoldOutcome(tasks[index], session, judged, choice: choice)
      if let parameters = judged.parameters, tasks[index].sharePercent == nil,
        chosen.session.trained(parameters).values.reduce(0, { $0 + $1.byteCount }) * tasks.count
          <= Self.keptByteLimit
      {
        outcome.model = chosen.session.model(parameters)
      }
      return outcome
    }
  }

  private func recipe(of choice: NestedChoice?) -> Recipe {
    guard let search, let choice else { return recipe }
    return search.candidates[choice.candidate]
  }

  /// One fold by all workers.
  private func alone(_ task: FoldTask, groups: ItemGroups) throws -> FoldOutcome {
    let choice = try search?.choices(for: [task], groups: groups)[0]
    let chosen = recipe(of: choice)
    let (session, progress) = (session, progress)
    let checkpoints = progress?.checkpoints(of: task)
    // What was chosen again need not be what had begun.
    let resumption = choice == nil ? try checkpoints?.resumption(session.reporter) : nil
    if let resumption {
      session.reporter.note("\(task.words): going on after epoch \(resumption.epochs)")
    }
    let judged = try session.workers.run {
      let observer = Self.observer(
        task, session.reporter, lastEpoch: choice?.epoch ?? chosen.settings.epochs,
        keeping: choice == nil ? progress : nil)
      return try chosen.judged(
        task, lastEpoch: choice?.epoch, workers: session.workers, resuming: resumption,
        observer: observer)
    }
    var outcome = try FoldOutcome(task, session, judged, choice: choice)
    if let parameters = judged.parameters, task.sharePercent == nil {
      outcome.mistakes = try FoldExplainer.mistakes(
        of: outcome, by: chosen.session.model(parameters), session)
    }
    try progress?.keep(outcome)
    return outcome
  }

  private static func observer(
    _ task: FoldTask, _ reporter: any Reporter, lastEpoch: Int, keeping progress: FoldProgress?
  ) -> FitObserver {
    let name = task.words + (task.sharePercent == nil ? "" : ",")
    return FitObserver(
      afterEpoch: { record, _, _ in
        reporter.note(
          "\(name) epoch \(record.epoch)/\(lastEpoch): training loss \(Figure.of(record.trainingLoss)) "
            + "accuracy \(Figure.percent(record.trainingAccuracy))")
      },
      save: progress.map { progress in
        { checkpoint, isBest in
          try progress.makeCheckpointFolder(of: task)
          try progress.checkpoints(of: task).folder.save(checkpoint(), isBest: isBest)
        }
      },
      afterStep: { epoch, step, steps in
        reporter.progress("\(name) epoch \(epoch)", done: step, of: steps, unit: "steps")
      })
  }
}
