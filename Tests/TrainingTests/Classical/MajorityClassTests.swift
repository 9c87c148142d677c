import Testing

@testable import Training

@Suite struct MajorityClassTests {
  @Test func classesAreAsLikelyAsTheirTrainingItemsWeigh() throws {
    let table = try ToyProblem.table(
      rows: [[1], [2], [3], [4], [5]], labels: [0, 2, 2, 0, 1], weights: [1, 2, 0.5, 0.5, 9])
    let classifier = try MajorityClass.fit(table, training: [0, 1, 2, 3], classCount: 3)
    #expect(classifier.frequencies == [0.375, 0, 0.625])
    #expect(
      try classifier.probabilities(table.features, items: [4, 0]) == [
        0.375, 0, 0.625, 0.375, 0, 0.625,
      ])
  }
}
