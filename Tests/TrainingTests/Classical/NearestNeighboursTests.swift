import Glibc
import Tensors
import Testing

@testable import Training

@Suite struct NearestNeighboursTests {
  @Test(arguments: try ClassicalFixture.load())
  func probabilitiesAreThoseOfScikitLearn(_ fixture: ClassicalFixture.Case) throws {
    let table = try fixture.table(weighted: false)
    for expected in fixture.neighbours {
      let classifier = try NearestNeighbours.fit(
        table, training: fixture.training, classCount: fixture.classes,
        settings: .init(count: expected.count, temperature: expected.temperature),
        cancellation: nil)
      let found = try classifier.probabilities(table.features, items: fixture.test)
      try #require(found.count == expected.probabilities.count)
      for (found, expected) in zip(found, expected.probabilities) {
        #expect(abs(Double(found) - expected) < 1e-5)
      }
    }
  }

  @Test(arguments: try ClassicalFixture.load())
  func neighboursAndSimilaritiesAreThoseOfScikitLearn(_ fixture: ClassicalFixture.Case) throws {
    let table = try fixture.table(weighted: false)
    for expected in fixture.neighbours {
      let found = try NearestNeighbours.nearest(
        to: fixture.test, of: table.features, among: fixture.training, of: table.features,
        count: expected.count
      ).flatMap { $0 }
      #expect(found.map(\.item) == expected.nearest)
      for (found, expected) in zip(found, expected.similarities) {
        #expect(abs(Double(found.similarity) - expected) < 1e-6)
      }
    }
  }

  @Test func manyItemsAreSearchedBlockByBlock() throws {
    let rows = ToyProblem.rows(items: 700, spread: 1, seed: 5)
    let table = try ToyProblem.table(rows: rows, labels: rows.map { _ in 0 })
    let lengths = rows.map { row in row.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
    let found = try NearestNeighbours.nearest(
      to: Array(0..<300), of: table.features, among: Array(100..<700), of: table.features, count: 3)
    for (item, neighbours) in found.enumerated() {
      let similarities = (100..<700).map { other in
        zip(rows[item], rows[other]).reduce(0) { $0 + Double($1.0) * Double($1.1) }
          / (lengths[item] * lengths[other])
      }.sorted(by: >)
      for (neighbour, similarity) in zip(neighbours, similarities) {
        #expect(abs(Double(neighbour.similarity) - similarity) < 1e-5)
      }
      if item >= 100 { #expect(neighbours[0].item == item) }
    }
  }

  @Test func equallyNearItemsComeInTheOrderOfTheTable() throws {
    let random = ToyProblem.rows(items: 40, spread: 1, seed: 8)
    // The same forty again and again, over more than two blocks.
    let rows = (0..<600).map { random[$0 % 40] }
    let table = try ToyProblem.table(rows: rows, labels: rows.map { _ in 0 })
    let found = try NearestNeighbours.nearest(
      to: Array(0..<200), of: table.features, among: (0..<600).reversed(), of: table.features,
      count: 15)
    for (item, neighbours) in found.enumerated() {
      #expect(neighbours.map(\.item) == (0..<15).map { item % 40 + 40 * $0 })
    }
  }

  @Test func fewerItemsThanAskedForAllVote() throws {
    let table = try ToyProblem.table(
      rows: [[1, 0], [0, 1], [1, 0]], labels: [0, 1, 0], weights: [1, 3, 1])
    let classifier = try NearestNeighbours.fit(
      table, training: [0, 1], classCount: 2, settings: .init(count: 50, temperature: 0.5),
      cancellation: nil)
    let votes = [exp(1 / 0.5), 3 * exp(0)]
    let found = try classifier.probabilities(table.features, items: [2])
    for (found, vote) in zip(found, votes) {
      #expect(abs(Double(found) - vote / (votes[0] + votes[1])) < 1e-6)
    }
    #expect(
      try NearestNeighbours.nearest(
        to: [2], of: table.features, among: [0, 1], of: table.features, count: 9)
        == [[Neighbour(item: 0, similarity: 1), Neighbour(item: 1, similarity: 0)]])
  }

  @Test func onlyTheDirectionCountsAndZeroHasNone() throws {
    let table = try ToyProblem.table(
      rows: [[0, 0], [-1e-30, 0], [1e30, 1e30], [.leastNonzeroMagnitude, 0], [2, 0]],
      labels: [0, 0, 0, 0, 0])
    let found = try NearestNeighbours.nearest(
      to: [4, 0], of: table.features, among: [0, 1, 2, 3], of: table.features, count: 4)
    #expect(found[0].map(\.item) == [3, 2, 0, 1])
    #expect(found[0].map(\.similarity) == [1, Float(0.5.squareRoot()), 0, -1])
    #expect(found[1].map(\.item) == [0, 1, 2, 3])
    #expect(found[1].allSatisfy { $0.similarity == 0 })
  }

  @Test func aLowTemperatureAsksTheNearestAlone() throws {
    let table = try ToyProblem.table(rows: [[1, 0], [1, 0.1], [1, 0]], labels: [0, 1, 0])
    let classifier = try NearestNeighbours.fit(
      table, training: [0, 1], classCount: 2, settings: .init(temperature: 1e-6),
      cancellation: nil)
    #expect(try classifier.probabilities(table.features, items: [2]) == [1, 0])
  }

  @Test func onlySelectedFeaturesAreLookedAt() throws {
    let rows = ToyProblem.rows(items: 90, spread: 0.8, seed: 11)
    let labels = rows.indices.map { $0 % ToyProblem.classes }
    let training = Array(0..<60)
    let classifier = try NearestNeighbours.fit(
      ToyProblem.table(rows: rows, labels: labels), training: training, classCount: 3,
      settings: .init(selection: .mostInformative(2)), cancellation: nil)
    let columns = try #require(classifier.selection?.columns)
    #expect(columns.count == 2)
    let narrow = try ToyProblem.table(
      rows: rows.map { row in columns.map { row[$0] } }, labels: labels)
    let expected = try NearestNeighbours.fit(narrow, training: training, classCount: 3)
    let items = Array(60..<90)
    let found = zip(
      try classifier.probabilities(ToyProblem.tensor(rows), items: items),
      try expected.probabilities(narrow.features, items: items))
    #expect(found.allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func whereNoFeatureIsLeftTheFrequenciesAre() throws {
    // More items than vote, so that the first of them would be of one class.
    let labels = (0..<60).map { $0 < 40 ? 0 : 1 }
    let table = try ToyProblem.table(
      rows: labels.map { _ in [1, 2] }, labels: labels)
    let classifier = try NearestNeighbours.fit(
      table, training: Array(0..<60), classCount: 3, settings: .init(selection: .varianceAbove(0)),
      cancellation: nil)
    #expect(classifier.selection?.columns == [])
    #expect(
      try classifier.probabilities(table.features, items: [0, 59])
        == [2 / 3.0, 1 / 3.0, 0, 2 / 3.0, 1 / 3.0, 0])
  }

  @Test(arguments: [
    NearestNeighbours.Settings(count: 0), .init(selection: .mostInformative(0)),
    .init(temperature: 0), .init(temperature: -1),
    .init(temperature: .infinity), .init(temperature: .nan),
  ])
  func settingsWithoutSenseAreRefused(_ settings: NearestNeighbours.Settings) throws {
    let table = try ToyProblem.table(rows: [[1]], labels: [0])
    #expect(throws: TrainingError.self) {
      try NearestNeighbours.fit(
        table, training: [0], classCount: 1, settings: settings, cancellation: nil)
    }
  }
}
