import Evaluation
import Training

extension CrossValidate {
  /// Trains on all that the folds saw: for the middle one of the epochs that the folds chose, or what a search on all
  /// of it chooses.
  func refit(
    _ session: Session, _ items: [Int], _ candidates: [Recipe], _ repeatCount: Int,
    _ outcomes: [FoldOutcome], _ summary: CrossValidationSummary, _ findings: Findings,
    _ folder: RunFolder
  ) throws -> Int {
    var epochs = outcomes.map(\.epoch).sorted()[outcomes.count / 2]
    var recipe = candidates[0]
    if let nested = configuration.resampling.nested {
      let task = FoldTask(
        number: repeatCount, fold: 0, training: items, choosing: [], test: [])
      let choice = try NestedSearch(candidates, innerFolds: nested.innerFolds, taskCount: 1)
        .choices(for: [task], groups: session.split.groups)[0]
      (recipe, epochs) = (candidates[choice.candidate], choice.epoch)
    }
    var settings = recipe.settings
    // The schedule keeps the length that the folds had; training only stops where they did.
    settings.earlyStoppingPatience = nil
    settings.minimumDelta = 0
    reporter.note("final model: \(recipe.name), \(epochs) epochs on \(items.count) images")
    let chosen = recipe.session
    let trainer = try chosen.trainer.with(settings, stoppingAfter: epochs)
    let initial = try chosen.initialParameters(seed: settings.seed)
    let workers = configuration.trainsHeadAlone ? nil : session.workers
    let fit = try session.workers.run { [cancellation] in
      try trainer.fit(
        source: chosen.source, training: items, initial: initial, workers: workers,
        cancellation: cancellation)
    }
    var model = chosen.model(initial.merging(fit.parameters) { $1 })
    model.description.crossValidation = summary
    model.description.decision = findings.decision?.rule
    try model.write(to: folder.path)
    return epochs
  }
}
