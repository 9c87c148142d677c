import Evaluation
import Tensors
import Training
import Workers

/// A way to learn classes from pictures: a head and how it is trained, or a classifier on frozen features.
struct Recipe: Sendable {
  /// What the head is called.
  let name: String
  let session: Session
  let settings: TrainingConfiguration

  /// What an epoch reaches on items that it was not trained on.
  struct Score: Sendable {
    let epoch: Int
    let accuracy: Double
    /// Mean negative logarithm of the probability of the true class.
    let loss: Double
  }

  /// What came of a fold's fit.
  struct Judged: Sendable {
    let epoch: Int
    /// Of the fit, from its first epoch; none for a classifier on frozen features.
    let history: [EpochRecord]
    /// `[test items, classes]`, row by row.
    let probabilities: [Float]
    /// Every one of the network; `nil` for a classifier on frozen features.
    let parameters: [String: Tensor]?
  }

  private var classifier: RunConfiguration.Classifier? {
    session.configuration.head.classifier
  }

  /// Repeats differ in their initial weights, order and dropout too, as fits in real life do.
  private func settings(inRepeat number: Int) -> TrainingConfiguration {
    var own = settings
    if number > 0 {
      var stream = RandomStream(seed: settings.seed, purpose: .initialization, UInt64(number))
      own.seed = stream.next()
    }
    return own
  }

  /// Fits on a fold's training part and judges its test part.
  /// - Parameters:
  ///   - lastEpoch: After which training stops, though the schedule goes on; `nil` for the configured last.
  ///   - workers: Who runs the steps; `nil` for the calling thread, which must be a worker's.
  /// - Throws: What fitting throws.
  func judged(
    _ task: FoldTask, lastEpoch: Int? = nil, workers: Workers?, resuming: FitResumption? = nil,
    observer: FitObserver = FitObserver()
  ) throws -> Judged {
    if let classifier {
      return Judged(
        epoch: 0, history: [],
        probabilities: try probabilities(
          classifier, training: task.training, test: task.test), parameters: nil)
    }
    let own = settings(inRepeat: task.number)
    let initial = try session.initialParameters(seed: own.seed)
    let trainer = try session.trainer.with(own, stoppingAfter: lastEpoch ?? own.epochs)
    let fit = try trainer.fit(
      source: session.source, training: task.training, validation: task.choosing,
      initial: initial, workers: workers, resuming: resuming, cancellation: session.cancellation,
      observer: observer)
    let parameters = initial.merging(fit.parameters) { $1 }
    let probabilities = try trainer.probabilities(
      session.source(for: trainer.phases[trainer.phases.count - 1], parameters: parameters),
      items: task.test, parameters: parameters, workers: workers)
    return Judged(
      epoch: fit.epoch, history: fit.history, probabilities: probabilities, parameters: parameters)
  }

  /// What every epoch of a fit reaches on the task's test part.
  /// - Parameter workers: As above.
  /// - Throws: What fitting throws.
  func scores(_ task: FoldTask, workers: Workers?) throws -> [Score] {
    if let classifier {
      let report = try FoldOutcome.report(
        session, items: task.test,
        probabilities: probabilities(classifier, training: task.training, test: task.test))
      return [Score(epoch: 0, accuracy: report.accuracy, loss: report.logLoss)]
    }
    let own = settings(inRepeat: task.number)
    let fit = try session.trainer.with(own, stoppingAfter: own.epochs).fit(
      source: session.source, training: task.training, validation: task.test,
      initial: session.initialParameters(seed: own.seed), workers: workers,
      cancellation: session.cancellation)
    return fit.history.compactMap { record in
      guard let accuracy = record.validationAccuracy, let loss = record.validationLoss else {
        return nil
      }
      return Score(epoch: record.epoch, accuracy: accuracy, loss: loss)
    }
  }

  private func probabilities(
    _ classifier: RunConfiguration.Classifier, training: [Int], test: [Int]
  ) throws -> [Float] {
    guard let table = try session.frozenFeatures else { throw TrainingError.noItems }
    func fitted<Type: FrozenClassifier>(
      _ type: Type.Type, _ settings: Type.Settings
    ) throws -> [Float] {
      try type.fit(
        table, training: training, classCount: session.dataset.classes.count, settings: settings,
        cancellation: session.cancellation
      ).probabilities(table.features, items: test, cancellation: session.cancellation)
    }
    // Made by each fit anew, of what it learns from.
    let selection = session.configuration.head.selectedFeatures?.rule
    return switch classifier {
    case .nearestNeighbours: try fitted(NearestNeighbours.self, .init(selection: selection))
    case .logisticRegression: try fitted(LogisticRegression.self, .init(selection: selection))
    }
  }
}
