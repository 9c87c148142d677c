import Testing
import Workers

@testable import Training

/// A fit with the folder that its checkpoints go to.
struct ResumptionAttempt {
  let problem: ConvolutionalProblem
  let trainer: Trainer
  let files: CheckpointFixture

  init(_ recipe: ResumptionRecipe) throws {
    problem = try ConvolutionalProblem(isContrary: recipe.isContrary)
    trainer = try problem.trainer(
      recipe.configuration, freezing: recipe.policy, batchNorm: recipe.batchNorm,
      headEpochs: recipe.headEpochs)
    files = try CheckpointFixture()
  }

  /// - Parameters:
  ///   - steps: After which the fit is cancelled; `nil` to let it end.
  ///   - epochs: After which it is killed, saved or not.
  /// - Returns: `nil` for a fit that was stopped.
  func run(
    workers: Int = 2, steps: Int? = nil, epochs: Int? = nil
  ) throws -> (fit: Fit?, steps: Int) {
    let folder = files.folder()
    let cancellation = Cancellation()
    if steps == 0 { cancellation.cancel() }
    var taken = 0
    var finished = 0
    let observer = FitObserver(
      afterEpoch: { _, _, _ in finished += 1 },
      save: { checkpoint, isBest in
        try folder.save(checkpoint(), isBest: isBest)
        if finished == epochs { throw Killed() }
      },
      afterStep: { _, _, _ in
        taken += 1
        if taken == steps { cancellation.cancel() }
      })
    do {
      let fit = try trainer.fit(
        source: problem.source, training: ConvolutionalProblem.training,
        validation: ConvolutionalProblem.validation, initial: problem.initial(),
        workers: Workers(count: workers), resuming: try resumption(), cancellation: cancellation,
        observer: observer)
      return (fit, taken)
    } catch is CancellationError {
      return (nil, taken)
    } catch is Killed {
      return (nil, taken)
    }
  }

  /// What the folder holds; `nil` before the first checkpoint.
  private func resumption() throws -> FitResumption? {
    guard try !files.names.isEmpty else { return nil }
    let (last, path) = try files.folder().load { Issue.record("\($0)") }
    let best = try files.names.contains("best.safetensors") ? files.folder().loadBest() : nil
    return try FitResumption(last: last, best: best, path: path)
  }

  private struct Killed: Error {}
}
