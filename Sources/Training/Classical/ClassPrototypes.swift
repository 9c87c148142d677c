import Tensors
import Workers

/// The items of each class that are most and least like their class.
///
/// Like is the cosine of the angle between an item's features and the sum of those of its class, each first divided by
/// its length: every item counts once, whatever its weight, its own share included.
public struct ClassPrototypes: Sendable {
  /// Rows that are read at a time.
  private static let blockRows = 64

  /// `[classes]`, the most alike first, at most as many as were asked for.
  public let typical: [[Neighbour]]
  /// `[classes]`, the least alike first, none of them among the typical ones.
  public let untypical: [[Neighbour]]

  /// - Parameters:
  ///   - items: Rows of the table.
  ///   - classCount: Labels lie in `0..<classCount`; others trap.
  ///   - count: Of each kind and class, at least 1. Equally alike items come in the order of the table.
  /// - Throws: ``TrainingError/notFinite(item:)``, `CancellationError`.
  public init(
    of table: FeatureTable, items: [Int], classCount: Int, count: Int,
    cancellation: Cancellation? = nil
  ) throws {
    precondition(count > 0, "at least one prototype")
    let items = items.sorted()
    let columns = table.elementCount
    var sums = [[Double]](repeating: [Double](repeating: 0, count: columns), count: classCount)
    try Self.forEachUnitRow(of: table, items, cancellation) { item, row in
      for (column, value) in row.enumerated() { sums[table.labels[item]][column] += Double(value) }
    }
    let directions = sums.map { sum in
      let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return length > 0 ? sum.map { $0 / length } : sum
    }
    var members = [[Neighbour]](repeating: [], count: classCount)
    try Self.forEachUnitRow(of: table, items, cancellation) { item, row in
      let label = table.labels[item]
      let cosine = zip(row, directions[label]).reduce(0) { $0 + Double($1.0) * $1.1 }
      members[label].append(Neighbour(item: item, similarity: Float(min(max(cosine, -1), 1))))
    }
    let sorted = members.map { members in
      members.sorted { ($1.similarity, $0.item) < ($0.similarity, $1.item) }
    }
    typical = sorted.map { Array($0.prefix(count)) }
    untypical = sorted.map { Array($0.dropFirst(count).suffix(count).reversed()) }
  }

  private static func forEachUnitRow(
    of table: FeatureTable, _ items: [Int], _ cancellation: Cancellation?,
    _ body: (_ item: Int, _ row: ArraySlice<Float>) -> Void
  ) throws {
    var block = FeatureBlock(rowCount: blockRows, of: table.features)
    for start in stride(from: 0, to: items.count, by: blockRows) {
      try cancellation?.check()
      let rows = items[start..<min(start + blockRows, items.count)]
      try block.fill(rows, of: table.features)
      block.normalize()
      for (row, item) in rows.enumerated() {
        body(item, block.values[row * block.featureCount..<(row + 1) * block.featureCount])
      }
    }
  }
}
