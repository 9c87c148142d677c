import Evaluation

/// What a nested cross-validation chose, and how much choosing would have flattered.
public struct NestedResult: Codable, Sendable {
  public struct Candidate: Codable, Sendable {
    public let name: String
    public let learningRate: Double
    /// In how many folds it was chosen.
    public let timesChosen: Int
  }

  public struct Choice: Codable, Sendable {
    /// Both count from 1.
    public let `repeat`: Int
    public let fold: Int
    /// Its place in ``NestedResult/candidates``, from 0.
    public let candidate: Int
    public let epoch: Int
    public let innerAccuracy: Double
    /// On the fold's own pictures, which had no part in the choice.
    public let accuracy: Double
  }

  public let innerFolds: Int
  public let candidates: [Candidate]
  public let choices: [Choice]
  /// Mean of the best inner accuracies: what a search without outer folds would have reported.
  public let promisedAccuracy: Double
  /// The promise minus what the outer folds gave.
  public let optimism: Double
  /// Of the optimism, 95 %, corrected for folds that share training pictures; `nil` where there is none.
  @ExplicitNull public private(set) var optimismInterval: [Double]?

  /// - Parameter outcomes: Each with a choice; others are left out.
  /// - Returns: `nil` if nothing was chosen.
  init?(
    _ outcomes: [FoldOutcome], candidates recipes: [Recipe], innerFolds: Int,
    testToTrainRatio: Double
  ) {
    choices = outcomes.compactMap { outcome in
      outcome.choice.map { choice in
        Choice(
          repeat: outcome.task.number + 1, fold: outcome.task.fold + 1,
          candidate: choice.candidate, epoch: choice.epoch, innerAccuracy: choice.innerAccuracy,
          accuracy: outcome.report.accuracy)
      }
    }
    guard !choices.isEmpty else { return nil }
    self.innerFolds = innerFolds
    candidates = recipes.enumerated().map { [choices] place, recipe in
      Candidate(
        name: recipe.name, learningRate: recipe.settings.optimizer.learningRate,
        timesChosen: choices.count { $0.candidate == place })
    }
    let test = CorrectedPairedTest(
      first: choices.map(\.innerAccuracy), second: choices.map(\.accuracy),
      testToTrainRatio: testToTrainRatio)
    promisedAccuracy = choices.reduce(0) { $0 + $1.innerAccuracy } / Double(choices.count)
    optimism = test.difference.mean
    optimismInterval = test.difference.interval?.bounds
  }
}

extension NestedResult {
  /// What the search would have claimed, in words.
  public var sentence: String {
    let reach =
      optimismInterval.map {
        " (95 % interval \(Figure.points($0[0])) to \(Figure.points($0[1])))"
      } ?? ""
    return
      "the inner folds, which chose among \(candidates.count == 1 ? "epochs" : "\(candidates.count) candidates and their epochs"), "
      + "promised \(Figure.percent(promisedAccuracy)); on pictures without a part in the choice it is "
      + "\(Figure.percent(promisedAccuracy - optimism)): \(Figure.points(optimism)) points of the promise are optimism"
      + reach
  }
}
