import Evaluation

/// A classifier on the frozen features that a recipe has to beat, on the recipe's own pictures.
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
  /// How many it was judged in, the first of the run's; `nil` on one set of pictures.
  @ExplicitNull public private(set) var folds: Int?
  /// With folds their mean.
  public let accuracy: Double
  /// The recipe's accuracy minus this one's, in the same folds.
  public let difference: Double
  /// Of the difference, 95 %: over folds corrected for training pictures that they share, on one set of pictures by
  /// the bootstrap; `nil` where there is none.
  @ExplicitNull public private(set) var interval: [Double]?
  /// Two-sided: over folds by the corrected resampled t-test, `nil` where all differences are equal; on one set of
  /// pictures by McNemar's, mid-p.
  @ExplicitNull public private(set) var pValue: Double?
  /// How many features it looked at, with folds their mean; `nil` where none were selected.
  @ExplicitNull public private(set) var selectedFeatures: Double?

  /// Over folds.
  init(
    _ name: Name, accuracies: [Double], recipe: [Double], testToTrainRatio: Double,
    selectedFeatures: Double?
  ) {
    self.name = name
    folds = accuracies.count
    let test = CorrectedPairedTest(
      first: recipe, second: accuracies, testToTrainRatio: testToTrainRatio)
    accuracy = accuracies.reduce(0, +) / Double(accuracies.count)
    difference = test.difference.mean
    interval = test.difference.interval?.bounds
    pValue = test.pValue
    self.selectedFeatures = selectedFeatures
  }

  /// On one set of pictures.
  /// - Parameters:
  ///   - correct: Whether each picture was recognized; at least one.
  ///   - recipe: The same of the recipe, in the same order.
  init(_ name: Name, correct: [Bool], recipe: [Bool], selectedFeatures: Double?) {
    self.name = name
    folds = nil
    let pair = PairedAccuracy(first: recipe, second: correct)
    accuracy = Double(correct.count { $0 }) / Double(correct.count)
    difference = pair.difference
    interval = pair.interval?.bounds
    pValue = pair.pValue
    self.selectedFeatures = selectedFeatures
  }
}
