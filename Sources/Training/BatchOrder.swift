import Tensors

/// The order in which an epoch visits its items, cut into batches.
///
/// Items are sorted by a random key of their own, so an item that is left out moves no other.
struct BatchOrder {
  /// Indexes into the table, one slice a batch.
  let batches: [ArraySlice<Int>]
  /// How often each of them has been visited in this epoch already, in the same slices.
  let occurrences: [ArraySlice<Int>]

  /// - Parameter items: May hold an item several times: its visits are then apart from each other.
  init(
    items: [Int], identifiers: [UInt64], batchSize: Int, seed: UInt64, epoch: Int
  ) {
    typealias Visit = (key: UInt64, identifier: UInt64, occurrence: Int, item: Int)
    let visits = Dictionary(grouping: items) { $0 }.flatMap { item, visits -> [Visit] in
      var stream = RandomStream(
        seed: seed, purpose: .shuffle, UInt64(epoch), identifiers[item])
      return visits.indices.map { (stream.next(), identifiers[item], $0, item) }
    }
    .sorted {
      ($0.key, $0.identifier, $0.occurrence, $0.item)
        < ($1.key, $1.identifier, $1.occurrence, $1.item)
    }
    let order = visits.map(\.item)
    let occurrences = visits.map(\.occurrence)
    var ranges: [Range<Int>] = []
    var start = 0
    while start < order.count {
      var end = min(start + batchSize, order.count)
      // A batch norm cannot normalize a single row: the last batch takes it along.
      if order.count - end == 1 { end = order.count }
      ranges.append(start..<end)
      start = end
    }
    batches = ranges.map { order[$0] }
    self.occurrences = ranges.map { occurrences[$0] }
  }

  /// Names each row of a batch for its random numbers: apart from all other items, epochs and visits.
  func rowNames(ofBatch batch: Int, identifiers: [UInt64], epoch: Int) -> [UInt64] {
    zip(batches[batch], occurrences[batch]).map { item, occurrence in
      identifiers[item] &+ UInt64(epoch) &* 0x9E37_79B9_7F4A_7C15
        &+ UInt64(occurrence) &* 0xD1B5_4A32_D192_ED03
    }
  }
}
