import Tensors
import Testing
import Workers

@testable import Training

/// What holds for every classifier on frozen features.
@Suite struct FrozenClassifierTests {
  private func table(
    items: Int = 300, spread: Float = 0.8, weights: [Float]? = nil
  ) throws -> FeatureTable {
    try ToyProblem.table(
      rows: ToyProblem.rows(items: items, spread: spread, seed: 11),
      labels: (0..<items).map { $0 % ToyProblem.classes }, weights: weights)
  }

  private func table(_ rows: [[Float]], labels: [Int]) throws -> FeatureTable {
    try ToyProblem.table(rows: rows, labels: labels)
  }

  /// `[items][classes]`, having checked that each row is a distribution.
  private func rows(_ probabilities: [Float], classes: Int) -> [[Float]] {
    let rows = stride(from: 0, to: probabilities.count, by: classes).map {
      Array(probabilities[$0..<$0 + classes])
    }
    for row in rows {
      #expect(row.allSatisfy { $0 >= 0 && $0 <= 1 })
      #expect(abs(row.reduce(0, +) - 1) < 1e-5)
    }
    return rows
  }

  @Test(arguments: ClassifierKind.all)
  func probabilitiesAreDistributionsOverAllClasses(_ kind: ClassifierKind) throws {
    let table = try table()
    // The last class has no item.
    let classifier = try kind.fit(table, Array(0..<200), 4, nil)
    let rows = rows(
      try classifier.probabilities(table.features, items: Array(200..<300)), classes: 4)
    #expect(rows.count == 100)
    #expect(rows.allSatisfy { $0[3] == 0 })
  }

  @Test(arguments: ClassifierKind.all)
  func aFitHasTheSameBitsWhateverRunsBesideIt(_ kind: ClassifierKind) throws {
    let table = try table()
    let answers = { @Sendable () throws -> [Float] in
      try kind.fit(table, Array(0..<200), 3, nil)
        .probabilities(table.features, items: Array(200..<300))
    }
    let alone = try answers()
    for other in try Workers(count: 3).map(6, { _, _ in try answers() }) {
      #expect(other == alone)
    }
  }

  @Test(arguments: ClassifierKind.all)
  func theAnswerForAnItemDoesNotDependOnTheOthers(_ kind: ClassifierKind) throws {
    let table = try table()
    let classifier = try kind.fit(table, Array(0..<150), 3, nil)
    let all = try classifier.probabilities(table.features, items: Array(0..<300))
    for item in [0, 63, 64, 127, 128, 255, 299] {
      #expect(
        try classifier.probabilities(table.features, items: [item])
          == Array(all[item * 3..<item * 3 + 3]))
    }
    #expect(try classifier.probabilities(table.features, items: []).isEmpty)
  }

  @Test(arguments: ClassifierKind.all)
  func theOrderOfTheTrainingItemsAndWhatIsNotAmongThemDoNotMatter(_ kind: ClassifierKind) throws {
    let table = try table()
    let training = Array(0..<200)
    let reference = try kind.fit(table, training, 3, nil)
      .probabilities(table.features, items: Array(200..<300))
    #expect(
      try kind.fit(table, training.reversed(), 3, nil)
        .probabilities(table.features, items: Array(200..<300)) == reference)
    // Other features, labels and weights of the rest: nothing of it leaks into the fit.
    var features = table.features
    try features.withMutableFloats { floats in
      for index in 200 * ToyProblem.featureCount..<floats.count { floats[index] *= -7 }
    }
    let other = FeatureTable(
      features: features, labels: table.labels[..<200] + [Int](repeating: 2, count: 100),
      weights: table.weights[..<200] + [Float](repeating: 9, count: 100),
      identifiers: table.identifiers)
    #expect(
      try kind.fit(other, training, 3, nil)
        .probabilities(table.features, items: Array(200..<300)) == reference)
  }

  @Test(arguments: ClassifierKind.all)
  func halfPrecisionFeaturesCountAsWhatTheyAre(_ kind: ClassifierKind) throws {
    let table = try table()
    let half = try table.features.converted(to: .bfloat16)
    let answers = try [half, half.converted(to: .float32)].map { features in
      try kind.fit(
        FeatureTable(
          features: features, labels: table.labels, weights: table.weights,
          identifiers: table.identifiers), Array(0..<200), 3, nil
      ).probabilities(features, items: Array(200..<300))
    }
    #expect(answers[0] == answers[1])
  }

  @Test(arguments: ClassifierKind.all)
  func featuresOfAnyRankAreOneRowAnItem(_ kind: ClassifierKind) throws {
    let table = try table(items: 60)
    let maps = FeatureTable(
      features: table.features.reshaped(to: [60, 1, 2, 3]), labels: table.labels,
      weights: table.weights, identifiers: table.identifiers)
    let items = Array(40..<60)
    #expect(
      try kind.fit(maps, Array(0..<40), 3, nil).probabilities(maps.features, items: items)
        == kind.fit(table, Array(0..<40), 3, nil).probabilities(table.features, items: items))
  }

  @Test(arguments: ClassifierKind.all)
  func oneItemOrOneClassLeavesNoDoubt(_ kind: ClassifierKind) throws {
    let table = try table()
    // Items 1, 4 and 7 are of class 1.
    for training in [[4], [1, 4, 7]] {
      let classifier = try kind.fit(table, training, 3, nil)
      let rows = rows(try classifier.probabilities(table.features, items: [0, 1, 2]), classes: 3)
      #expect(rows == [[0, 1, 0], [0, 1, 0], [0, 1, 0]])
    }
  }

  @Test(arguments: ClassifierKind.all)
  func featuresThatTellNothingLeaveTheFrequencies(_ kind: ClassifierKind) throws {
    for value: Float in [0, 3.7] {
      let table = try table(
        [[Float]](repeating: [Float](repeating: value, count: 4), count: 8),
        labels: [0, 1, 1, 2, 0, 1, 1, 0])
      let row = rows(
        try kind.fit(table, Array(0..<6), 3, nil).probabilities(table.features, items: [7]),
        classes: 3)[0]
      for (found, expected) in zip(row, [2.0 / 6, 3.0 / 6, 1.0 / 6]) {
        #expect(abs(Double(found) - expected) < 1e-5)
      }
    }
  }

  @Test(arguments: ClassifierKind.all)
  func itemsWithoutWeightAreNotLearnedFrom(_ kind: ClassifierKind) throws {
    let weights = (0..<90).map { Float($0 < 45 ? 1 : 0) }
    let weighted = try table(items: 90, weights: weights)
    let items = Array(60..<90)
    #expect(
      try kind.fit(weighted, Array(0..<60), 3, nil).probabilities(weighted.features, items: items)
        == kind.fit(table(items: 90), Array(0..<45), 3, nil)
        .probabilities(weighted.features, items: items))
  }

  @Test(arguments: ClassifierKind.all)
  func nothingToLearnFromIsAnError(_ kind: ClassifierKind) throws {
    let table = try table(items: 6, weights: [0, 0, 0, 1, 1, 1])
    for training in [[], [0, 1, 2]] {
      #expect(throws: TrainingError.noItems) { try kind.fit(table, training, 3, nil) }
    }
  }

  @Test(arguments: ClassifierKind.all.dropFirst())
  func aFeatureThatIsNotFiniteIsAnErrorWithItsItem(_ kind: ClassifierKind) throws {
    let good = try table(items: 100)
    for value in [Float.nan, .infinity, -.infinity] {
      var features = good.features
      try features.withMutableFloats { $0[70 * ToyProblem.featureCount + 2] = value }
      let table = FeatureTable(
        features: features, labels: good.labels, weights: good.weights,
        identifiers: good.identifiers)
      #expect(throws: TrainingError.notFinite(item: 70)) {
        try kind.fit(table, Array(0..<90), 3, nil).probabilities(features, items: [0])
      }
      let classifier = try kind.fit(table, Array(0..<70), 3, nil)
      #expect(throws: TrainingError.notFinite(item: 70)) {
        try classifier.probabilities(features, items: [69, 70, 71])
      }
    }
  }

  @Test(arguments: ClassifierKind.all)
  func cancelledWorkStops(_ kind: ClassifierKind) throws {
    let table = try table(items: 60)
    let cancellation = Cancellation()
    let classifier = try kind.fit(table, Array(0..<40), 3, cancellation)
    cancellation.cancel()
    #expect(throws: CancellationError.self) {
      try classifier.probabilities(
        table.features, items: Array(40..<60), cancellation: cancellation)
    }
    #expect(throws: CancellationError.self) {
      try kind.fit(table, Array(0..<40), 3, cancellation)
        .probabilities(table.features, items: [50], cancellation: cancellation)
    }
  }
}
