import Tensors
import Testing

@testable import Training

@Suite struct ClassPrototypesTests {
  @Test func theyAreNearestToAndFarthestFromTheDirectionOfTheirClass() throws {
    let rows = ToyProblem.rows(items: 200, spread: 0.8, seed: 6)
    let labels = rows.indices.map { $0 % 3 }
    let table = try ToyProblem.table(rows: rows, labels: labels)
    let items = Array(20..<200)
    let found = try ClassPrototypes(of: table, items: items, classCount: 4, count: 5)
    for label in 0..<3 {
      let members = items.filter { labels[$0] == label }
      let units = members.map { item -> [Double] in
        let row = rows[item].map { Double($0) }
        let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return row.map { $0 / length }
      }
      let sum = (0..<ToyProblem.featureCount).map { column in
        units.reduce(0) { $0 + $1[column] }
      }
      let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let cosines = units.map { unit in zip(unit, sum).reduce(0) { $0 + $1.0 * $1.1 } / length }
      let order = members.indices.sorted { cosines[$0] > cosines[$1] }
      #expect(found.typical[label].map(\.item) == order.prefix(5).map { members[$0] })
      #expect(found.untypical[label].map(\.item) == order.reversed().prefix(5).map { members[$0] })
      for (neighbour, place) in zip(found.typical[label], order) {
        #expect(abs(Double(neighbour.similarity) - cosines[place]) < 1e-5)
      }
    }
    #expect(found.typical[3].isEmpty && found.untypical[3].isEmpty)
  }

  @Test func ofAFewItemsNoneIsBoth() throws {
    let rows = ToyProblem.rows(items: 12, spread: 1, seed: 1)
    let table = try ToyProblem.table(rows: rows, labels: rows.indices.map { $0 < 5 ? 0 : 1 })
    let found = try ClassPrototypes(of: table, items: Array(0..<12), classCount: 2, count: 4)
    #expect(found.typical.map(\.count) == [4, 4] && found.untypical.map(\.count) == [1, 3])
    for label in 0..<2 {
      let both = found.typical[label].map(\.item) + found.untypical[label].map(\.item)
      #expect(Set(both).count == both.count)
    }
  }
}
