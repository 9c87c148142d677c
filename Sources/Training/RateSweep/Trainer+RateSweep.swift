import Graphs
import Tensors
import Workers

extension Trainer {
  /// Sweeps the learning rate over the last phase. Nothing of what is learned is kept.
  /// - Parameters:
  ///   - source: What the phase trains on, asked once with the initial parameters.
  ///   - training: Items to learn from, visited epoch after epoch until the steps are taken.
  ///   - initial: Every parameter after the phase's boundary.
  ///   - workers: Who runs the steps; `nil` for the calling thread. Their number changes no bit.
  ///   - afterStep: Told how many steps have been taken.
  /// - Throws: ``TrainingError/noItems``, ``TrainingError/diverged(layer:epoch:)`` if the loss of the first step
  ///   is not finite, `CancellationError`, ``TrainingError/invalidSetting(name:allowed:found:)``, and what
  ///   compiling and the source throw.
  public func run(
    _ sweep: RateSweep, source: (FitPhase, [String: Tensor]) throws -> any ExampleSource,
    training: [Int], initial: [String: Tensor], workers: Workers? = nil,
    cancellation: Cancellation? = nil, afterStep: (Int) -> Void = { _ in }
  ) throws -> RateCurve {
    try sweep.validate()
    guard !training.isEmpty else { throw TrainingError.noItems }
    let phase = phases[phases.count - 1]
    let session = try PhaseSession(
      trainer: self, phase: phase, source: source(phase, initial), training: training,
      parameters: initial, averages: initial, workers: workers)
    var curve = RateCurve()
    var epoch = 1
    var order = batchOrder(of: training, in: session.source, epoch: epoch)
    var number = 0
    while curve.points.count < sweep.steps, curve.ending == .complete {
      if cancellation?.isCancelled == true { throw CancellationError() }
      if number == order.batches.count {
        (epoch, number) = (epoch + 1, 0)
        order = batchOrder(of: training, in: session.source, epoch: epoch)
      }
      let rate = sweep.rate(ofStep: curve.points.count)
      do {
        let outcome = try session.step(
          Array(order.batches[number]),
          rowNames: order.rowNames(
            ofBatch: number, identifiers: session.source.identifiers, epoch: epoch),
          epoch: epoch, number: number, learningRate: rate, averageStep: curve.points.count + 1)
        curve.append(learningRate: rate, loss: outcome.loss)
      } catch TrainingError.diverged where !curve.points.isEmpty {
        curve.ending = .notFinite
      }
      number += 1
      afterStep(curve.points.count)
    }
    return curve
  }

  /// What an epoch visits, as the sampler and the seed have it.
  func batchOrder(of training: [Int], in source: any ExampleSource, epoch: Int) -> BatchOrder {
    let items = configuration.sampler.items(
      of: training, labels: source.labels, identifiers: source.identifiers,
      seed: configuration.seed, epoch: epoch)
    return BatchOrder(
      items: items, identifiers: source.identifiers, batchSize: configuration.batchSize,
      seed: configuration.seed, epoch: epoch)
  }
}
