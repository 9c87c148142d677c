import Tensors

/// The order in which an epoch visits its items, cut into batches.
///
/// Items are sorted by a random key of their own, so an item that is left out moves no other.
struct BatchOrder {
  /// Indexes into the table, one slice a batch.
  let batches: [ArraySlice<Int>]

  init(
    items: [Int], identifiers: [UInt64], batchSize: Int, seed: UInt64, epoch: Int
  ) {
    let order =
      items
      .map { item -> (key: UInt64, identifier: UInt64, item: Int) in
        var stream = RandomStream(
          seed: seed, purpose: .shuffle, UInt64(epoch), identifiers[item])
        return (stream.next(), identifiers[item], item)
      }
      .sorted { ($0.key, $0.identifier, $0.item) < ($1.key, $1.identifier, $1.item) }
      .map(\.item)
    var batches: [ArraySlice<Int>] = []
    var start = 0
    while start < order.count {
      var end = min(start + batchSize, order.count)
      // A batch norm cannot normalize a single row: the last batch takes it along.
      if order.count - end == 1 { end = order.count }
      batches.append(order[start..<end])
      start = end
    }
    self.batches = batches
  }
}
