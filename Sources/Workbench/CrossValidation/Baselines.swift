import Datasets
import Evaluation
import Training
import Workers

/// A classifier on the frozen features that a recipe has to beat, in the recipe's own folds.
public struct Baseline: Codable, Sendable {
  public enum Name: String, Codable, Sendable, CaseIterable {
    /// The most frequent class, whatever the picture.
    case majorityClass
    /// The votes of the 20 nearest training pictures.
    case nearestNeighbours
    /// Linear, fitted to its optimum.
    case logisticRegression

    public var words: String {
      switch self {
      case .majorityClass: "the most frequent class"
      case .nearestNeighbours: "nearest neighbours"
      case .logisticRegression: "logistic regression"
      }
    }
  }

  public let name: Name
  /// Mean over the folds.
  public let accuracy: Double
  /// The recipe's accuracy minus this one's.
  public let difference: Double
  /// Of the difference, 95 %, corrected for folds that share training pictures; `nil` where there is none.
  @ExplicitNull public private(set) var interval: [Double]?
  /// Two-sided, by the corrected resampled t-test; `nil` where all differences are equal.
  @ExplicitNull public private(set) var pValue: Double?

  init(_ name: Name, accuracies: [Double], recipe: [Double], testToTrainRatio: Double) {
    self.name = name
    let test = CorrectedPairedTest(
      first: recipe, second: accuracies, testToTrainRatio: testToTrainRatio)
    accuracy = accuracies.reduce(0, +) / Double(accuracies.count)
    difference = test.difference.mean
    interval = test.difference.interval?.bounds
    pValue = test.pValue
  }
}

/// Fits the baselines fold by fold, one fit a worker.
struct Baselines {
  /// What a fold trains on and what it is judged on.
  struct Fold: Sendable {
    let training: [Int]
    let test: [Int]
  }

  let table: FeatureTable
  let classCount: Int
  let workers: Workers
  let reporter: any Reporter
  var cancellation: Cancellation?

  /// - Parameters:
  ///   - recipe: The accuracy of the recipe in each fold.
  ///   - testToTrainRatio: Items of a test part over items of a training part.
  /// - Throws: What fitting throws.
  func compared(
    _ folds: [Fold], recipe: [Double], testToTrainRatio: Double
  ) throws -> [Baseline] {
    let names = Baseline.Name.allCases
    let counter = ProgressCounter(
      total: folds.count * names.count, task: "baselines", unit: "fits", reporter: reporter)
    let accuracies = try workers.map(
      folds.count * names.count, cancellation: cancellation
    ) { _, index in
      defer { counter.advance(by: 1) }
      return try accuracy(names[index / folds.count], folds[index % folds.count])
    }
    return names.enumerated().map { place, name in
      Baseline(
        name, accuracies: Array(accuracies[place * folds.count..<(place + 1) * folds.count]),
        recipe: recipe, testToTrainRatio: testToTrainRatio)
    }
  }

  private func accuracy(_ name: Baseline.Name, _ fold: Fold) throws -> Double {
    let probabilities =
      switch name {
      case .majorityClass: try probabilities(MajorityClass.self, fold)
      case .nearestNeighbours: try probabilities(NearestNeighbours.self, fold)
      case .logisticRegression: try probabilities(LogisticRegression.self, fold)
      }
    return try Predictions(
      probabilities: probabilities, labels: fold.test.map { table.labels[$0] },
      classCount: classCount
    ).confusion.accuracy ?? 0
  }

  private func probabilities<Classifier: FrozenClassifier>(
    _ type: Classifier.Type, _ fold: Fold
  ) throws -> [Float] {
    try type.fit(
      table, training: fold.training, classCount: classCount, cancellation: cancellation
    ).probabilities(table.features, items: fold.test, cancellation: cancellation)
  }
}
