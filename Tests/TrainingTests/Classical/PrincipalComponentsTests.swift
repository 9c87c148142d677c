import Tensors
import Testing

@testable import Training

@Suite struct PrincipalComponentsTests {
  @Test(arguments: try ClassicalFixture.load())
  func componentsAndVariancesAreThoseOfScikitLearn(_ fixture: ClassicalFixture.Case) throws {
    let table = try fixture.table(weighted: false)
    let expected = fixture.components
    let found = try PrincipalComponents(
      of: table.features, items: fixture.training, count: expected.variances.count)
    #expect(found.isConverged)
    try #require(found.components.count == expected.components.count)
    // The sign too: scikit-learn fixes it in the same way.
    for (found, expected) in zip(found.components, expected.components) {
      #expect(abs(found - expected) < 1e-7)
    }
    let explained = try #require(found.explainedVariance)
    for (index, variance) in expected.variances.enumerated() {
      #expect(abs(found.variances[index] - variance) < 1e-10 * expected.variances[0])
      #expect(abs(explained[index] - expected.explained[index]) < 1e-10)
    }
    let coordinates = try found.coordinates(of: table.features, items: fixture.test)
    try #require(coordinates.count == expected.coordinates.count)
    for (found, expected) in zip(coordinates, expected.coordinates) {
      #expect(abs(found - expected) < 1e-6)
    }
  }

  @Test func asManyFeaturesAsANetworkHasAreNoHindrance() throws {
    // Two strong directions in 1,280, whose slopes and noise are known.
    var random = RandomStream(seed: 4, purpose: .test)
    let (items, columns) = (120, 1280)
    var values: [Float] = []
    for _ in 0..<items {
      let (first, second) = (30 * random.nextNormal(), 10 * random.nextNormal())
      values += (0..<columns).map { column in
        (column == 7 ? first : column == 900 ? second : 0) + 0.1 * random.nextNormal()
      }
    }
    let found = try PrincipalComponents(
      of: Tensor(values, shape: [items, columns]), items: Array(0..<items), count: 2)
    #expect(found.isConverged)
    #expect(found.components[7] > 0.99 && found.components[columns + 900] > 0.99)
    #expect(found.variances[0] > 500 && found.variances[1] < 200)
  }

  @Test func whereNothingVariesNothingIsExplained() throws {
    let found = try PrincipalComponents(
      of: Tensor([Float](repeating: 2, count: 12), shape: [4, 3]), items: [0, 1, 2, 3], count: 2)
    #expect(found.variances == [0, 0])
    #expect(found.explainedVariance == nil)
    let places = try found.coordinates(
      of: Tensor([2, 2, 2], shape: [1, 3]), items: [0])
    #expect(places.allSatisfy { abs($0) < 1e-12 })
  }

  @Test func thereAreNoMoreComponentsThanItemsOrFeatures() throws {
    let rows = ToyProblem.rows(items: 5, spread: 1, seed: 2)
    let table = try ToyProblem.table(rows: rows, labels: rows.map { _ in 0 })
    let all = try PrincipalComponents(of: table.features, items: [0, 1, 2, 3, 4], count: 9)
    #expect(all.count == 5)
    #expect(abs(all.variances.reduce(0, +) - all.totalVariance) < 1e-9)
    #expect(try PrincipalComponents(of: table.features, items: [3], count: 2).variances == [0])
    #expect(throws: TrainingError.noItems) {
      try PrincipalComponents(of: table.features, items: [], count: 2)
    }
  }
}
