import Glibc
import Tensors
import Testing

@testable import Training

@Suite struct LogisticRegressionTests {
  private func fit(
    _ fixture: ClassicalFixture.Case, like expected: ClassicalFixture.Regression,
    factor: Float = 1
  ) throws -> (LogisticRegression, FeatureTable) {
    let table = try fixture.table(weighted: expected.weighted)
    return (
      try LogisticRegression.fit(
        table, training: fixture.training, classCount: fixture.classes,
        settings: .init(inversePenalty: expected.inversePenalty), cancellation: nil), table
    )
  }

  /// scikit-learn's objective, from its definition.
  private func objective(
    of model: LogisticRegression, _ table: FeatureTable, _ training: [Int], _ inversePenalty: Double
  ) -> Double {
    let features = table.features.floats.map { Double($0) }
    let columns = table.elementCount
    let classes = model.presentClasses.count
    let losses = training.reduce(0.0) { sum, item in
      let logits = (0..<classes).map { index in
        (0..<columns).reduce(model.intercepts[index]) {
          $0 + model.weights[index * columns + $1] * features[item * columns + $1]
        }
      }
      let own = logits[table.labels[item]]
      return sum + Double(table.weights[item]) * log(logits.reduce(0) { $0 + exp($1 - own) })
    }
    // Of two classes scikit-learn has one row of weights.
    let weights =
      classes == 2
      ? (0..<columns).map { model.weights[columns + $0] - model.weights[$0] } : model.weights
    return inversePenalty * losses + weights.reduce(0) { $0 + $1 * $1 } / 2
  }

  @Test(arguments: try ClassicalFixture.load())
  func theObjectiveIsAsLowAsThatOfScikitLearn(_ fixture: ClassicalFixture.Case) throws {
    for expected in fixture.regressions {
      let (model, table) = try fit(fixture, like: expected)
      #expect(model.isConverged)
      let found = objective(of: model, table, fixture.training, expected.inversePenalty)
      #expect(abs(found - expected.objective) <= 1e-6 * expected.objective)
    }
  }

  @Test(arguments: try ClassicalFixture.load())
  func probabilitiesAreThoseOfScikitLearn(_ fixture: ClassicalFixture.Case) throws {
    for expected in fixture.regressions {
      let (model, table) = try fit(fixture, like: expected)
      let found = try model.probabilities(table.features, items: fixture.test)
      try #require(found.count == expected.probabilities.count)
      for (found, expected) in zip(found, expected.probabilities) {
        #expect(abs(Double(found) - expected) < 1e-4)
      }
    }
  }

  /// In another unit the same penalty means another one, and where the origin lies means nothing.
  @Test func theUnitAndTheOriginOfTheFeaturesDoNotDisturbTheSearch() throws {
    let rows = ToyProblem.rows(items: 120, spread: 0.6, seed: 4)
    let labels = rows.indices.map { $0 % 3 }
    let table = try ToyProblem.table(rows: rows, labels: labels)
    let reference = try LogisticRegression.fit(table, training: Array(0..<90), classCount: 3)
    for (unit, origin) in [(Float(1024), Float(0)), (1 / 1024, 0), (1, 64)] {
      let other = try ToyProblem.table(
        rows: rows.map { $0.map { $0 * unit + origin } }, labels: labels)
      let model = try LogisticRegression.fit(
        other, training: Array(0..<90), classCount: 3,
        settings: .init(inversePenalty: 1 / Double(unit * unit)), cancellation: nil)
      #expect(model.isConverged)
      #expect(abs(model.iterations - reference.iterations) <= 10)
      let found = try model.probabilities(other.features, items: Array(90..<120))
      let expected = try reference.probabilities(table.features, items: Array(90..<120))
      for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-4) }
    }
  }

  @Test func aSearchThatIsCutShortSaysSo() throws {
    let rows = ToyProblem.rows(items: 90, spread: 0.6, seed: 4)
    let table = try ToyProblem.table(rows: rows, labels: rows.indices.map { $0 % 3 })
    let model = try LogisticRegression.fit(
      table, training: Array(0..<60), classCount: 3, settings: .init(iterationLimit: 2),
      cancellation: nil)
    #expect(!model.isConverged)
    #expect(model.iterations == 2)
  }

  @Test func onlySelectedFeaturesAreLookedAt() throws {
    let rows = ToyProblem.rows(items: 90, spread: 0.4, seed: 4)
    let labels = rows.indices.map { $0 % 3 }
    let table = try ToyProblem.table(rows: rows, labels: labels)
    let training = Array(0..<60)
    let model = try LogisticRegression.fit(
      table, training: training, classCount: 3,
      settings: .init(selection: .mostInformative(3)), cancellation: nil)
    // Class c lies on axis c; the other axes are noise.
    #expect(model.selection.columns == [0, 1, 2])
    let narrow = try ToyProblem.table(rows: rows.map { Array($0[..<3]) }, labels: labels)
    let expected = try LogisticRegression.fit(narrow, training: training, classCount: 3)
    #expect(model.weights == expected.weights)
    #expect(
      try model.probabilities(table.features, items: Array(60..<90))
        == expected.probabilities(narrow.features, items: Array(60..<90)))
  }

  @Test func withoutAnyFeatureTheFrequenciesRemain() throws {
    let table = try ToyProblem.table(
      rows: [[5, 5], [5, 5], [5, 5], [5, 6]], labels: [0, 1, 1, 0])
    let model = try LogisticRegression.fit(
      table, training: [0, 1, 2], classCount: 2, settings: .init(selection: .varianceAbove(0)),
      cancellation: nil)
    #expect(model.selection.columns.isEmpty)
    let found = try model.probabilities(table.features, items: [3])
    for (found, expected) in zip(found, [1.0 / 3, 2.0 / 3]) {
      #expect(abs(Double(found) - expected) < 1e-6)
    }
  }

  @Test(arguments: [
    LogisticRegression.Settings(inversePenalty: 0), .init(inversePenalty: .infinity),
    .init(inversePenalty: .nan), .init(gradientTolerance: 0), .init(iterationLimit: 0),
    .init(selection: .varianceAbove(-1)), .init(selection: .varianceAbove(.nan)),
    .init(selection: .mostInformative(0)), .init(selection: .sparse(inversePenalty: 0)),
  ])
  func settingsWithoutSenseAreRefused(_ settings: LogisticRegression.Settings) throws {
    let table = try ToyProblem.table(rows: [[1]], labels: [0])
    #expect(throws: TrainingError.self) {
      try LogisticRegression.fit(
        table, training: [0], classCount: 1, settings: settings, cancellation: nil)
    }
  }
}
