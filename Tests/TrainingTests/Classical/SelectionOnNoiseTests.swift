import Tensors
import Testing

@testable import Training

/// Features and labels without any relation: whoever recognizes something has seen what it is judged on.
@Suite struct SelectionOnNoiseTests {
  private static let items = 40
  private static let featureCount = 1500
  private static let folds = 4

  /// The share that is recognized in the folds of some tables.
  /// - Parameter selects: The columns that may be looked at, given all of a table and what a fold may see.
  private func accuracy<Classifier: FrozenClassifier>(
    _ type: Classifier.Type, _ settings: Classifier.Settings,
    selects: (FeatureTable, _ training: [Int]) throws -> [Int]?
  ) throws -> Double {
    var recognized = 0
    let seeds: [UInt64] = [1, 2, 3]
    for seed in seeds {
      var stream = RandomStream(seed: seed, purpose: .test)
      let rows = (0..<Self.items).map { _ in
        (0..<Self.featureCount).map { _ in stream.nextNormal() }
      }
      // As many of both in every fold.
      let labels = (0..<Self.items).map { $0 / Self.folds % 2 }
      let table = try ToyProblem.table(rows: rows, labels: labels)
      for fold in 0..<Self.folds {
        let test = (0..<Self.items).filter { $0 % Self.folds == fold }
        let training = (0..<Self.items).filter { $0 % Self.folds != fold }
        var seen = table
        if let columns = try selects(table, training) {
          seen = try ToyProblem.table(
            rows: rows.map { row in columns.map { row[$0] } }, labels: labels)
        }
        let answers = try type.fit(
          seen, training: training, classCount: 2, settings: settings, cancellation: nil
        ).probabilities(seen.features, items: test)
        for (place, item) in test.enumerated() {
          let answer = answers[place * 2] >= answers[place * 2 + 1] ? 0 : 1
          recognized += answer == labels[item] ? 1 : 0
        }
      }
    }
    return Double(recognized) / Double(seeds.count * Self.items)
  }

  static let rules: [FeatureSelection.Rule] = [
    .mostInformative(60), .sparse(inversePenalty: 0.2),
  ]

  @Test(arguments: rules)
  func whoSelectsInsideOfTheFoldsStaysAtChance(_ rule: FeatureSelection.Rule) throws {
    // 120 judgments: a standard error of 0.046.
    let nearest = try accuracy(NearestNeighbours.self, .init(selection: rule)) { _, _ in nil }
    #expect(abs(nearest - 0.5) < 0.13, "\(nearest)")
    let logistic = try accuracy(LogisticRegression.self, .init(selection: rule)) { _, _ in nil }
    #expect(abs(logistic - 0.5) < 0.13, "\(logistic)")
  }

  /// What the test above must notice: the very same, but selected with a look at what is judged.
  @Test(arguments: rules)
  func whoSelectsOutsideOfTheFoldsSeemsToRecognizeNoise(_ rule: FeatureSelection.Rule) throws {
    func leaking(_ table: FeatureTable, _ training: [Int]) throws -> [Int]? {
      try FeatureSelection(
        rule, of: table, training: Array(0..<Self.items), classCount: 2
      ).columns
    }
    let nearest = try accuracy(NearestNeighbours.self, .init(), selects: leaking)
    #expect(nearest > 0.7, "\(nearest)")
    let logistic = try accuracy(LogisticRegression.self, .init(), selects: leaking)
    #expect(logistic > 0.7, "\(logistic)")
  }
}
