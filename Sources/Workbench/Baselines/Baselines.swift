import Datasets
import Evaluation
import Training
import Workers

/// Fits the baselines on the frozen features, one fit a worker.
struct Baselines {
  /// What a fit learns from and what it is judged on, as positions in the data.
  struct Fold: Sendable, Equatable {
    let training: [Int]
    let test: [Int]
  }

  let features: FrozenFeatures
  let classCount: Int
  /// For the logistic regression; chosen anew in each fit, on what it learns from.
  let selection: FeatureSelection.Rule?
  /// Where fits are kept for other heads.
  let held: HeldBaselines
  let workers: Workers
  let reporter: any Reporter
  var cancellation: Cancellation?

  struct NamedFits: Sendable {
    let name: Baseline.Name
    /// One for each fold.
    let fits: [Fit]
  }

  struct Fit: Sendable {
    /// Of each picture that was judged.
    let correct: [Bool]
    /// `nil` if all features were looked at.
    var selectedFeatures: Int?
    var isConverged = true

    var accuracy: Double { Double(correct.count { $0 }) / Double(max(correct.count, 1)) }
  }

  /// - Parameters:
  ///   - recipe: The accuracy of the recipe in each fold.
  ///   - testToTrainRatio: Items of a test part over items of a training part.
  /// - Throws: What fitting throws.
  func compared(
    _ folds: [Fold], recipe: [Double], testToTrainRatio: Double
  ) throws -> [Baseline] {
    try held.fits(of: folds) { try fits(folds) }.map { named in
      Baseline(
        named.name, accuracies: named.fits.map(\.accuracy), recipe: recipe,
        testToTrainRatio: testToTrainRatio,
        selectedFeatures: Self.selectedFeatures(named.fits))
    }
  }

  /// On one division of the pictures.
  /// - Parameter recipe: Whether the recipe recognized each picture of `fold.test`.
  /// - Throws: What fitting throws.
  func compared(_ fold: Fold, recipe: [Bool]) throws -> [Baseline] {
    try fits([fold]).map { named in
      Baseline(
        named.name, correct: named.fits[0].correct, recipe: recipe,
        selectedFeatures: Self.selectedFeatures(named.fits))
    }
  }

  private static func selectedFeatures(_ fits: [Fit]) -> Double? {
    let counts = fits.compactMap(\.selectedFeatures)
    return counts.isEmpty ? nil : Double(counts.reduce(0, +)) / Double(counts.count)
  }

  private func fits(_ folds: [Fold]) throws -> [NamedFits] {
    let names = Baseline.Name.allCases
    let counter = ProgressCounter(
      total: folds.count * names.count, task: "baselines", unit: "fits", reporter: reporter)
    let fits = try workers.map(
      folds.count * names.count, cancellation: cancellation
    ) { _, index in
      defer { counter.advance(by: 1) }
      return try fit(names[index / folds.count], folds[index % folds.count])
    }
    let cut = fits.count { !$0.isConverged }
    if cut > 0 {
      reporter.warn(
        "the logistic regression was cut short before its optimum in \(cut) of \(folds.count) fits: its accuracy may be "
          + "below what it could reach")
    }
    return names.enumerated().map { place, name in
      NamedFits(
        name: name, fits: Array(fits[place * folds.count..<(place + 1) * folds.count]))
    }
  }

  private func fit(_ name: Baseline.Name, _ fold: Fold) throws -> Fit {
    let training = features.rows(of: fold.training)
    switch name {
    case .majorityClass:
      return try judged(MajorityClass.fit(table, training: training, classCount: classCount), fold)
    case .nearestNeighbours:
      return try judged(
        NearestNeighbours.fit(table, training: training, classCount: classCount), fold)
    case .logisticRegression:
      let classifier = try LogisticRegression.fit(
        table, training: training, classCount: classCount,
        settings: LogisticRegression.Settings(selection: selection), cancellation: cancellation)
      var fit = try judged(classifier, fold)
      fit.isConverged = classifier.isConverged
      fit.selectedFeatures = selection == nil ? nil : classifier.selection.columns.count
      return fit
    }
  }

  private var table: FeatureTable { features.table }

  private func judged(_ classifier: some FrozenClassifier, _ fold: Fold) throws -> Fit {
    let rows = features.rows(of: fold.test)
    let predictions = try Predictions(
      probabilities: classifier.probabilities(
        table.features, items: rows, cancellation: cancellation),
      labels: rows.map { table.labels[$0] }, classCount: classCount)
    return Fit(correct: zip(predictions.predictedLabels, predictions.labels).map { $0 == $1 })
  }
}
