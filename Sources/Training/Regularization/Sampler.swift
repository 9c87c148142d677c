import Tensors

/// Which training items an epoch visits.
public enum Sampler: String, Codable, Sendable, CaseIterable {
  /// Each once.
  case each
  /// As many as there are, and of every class the same number (give or take one): of a large class some, of a
  /// small one each several times. Which ones, an epoch's own random numbers say.
  case balanced

  /// - Parameters:
  ///   - items: The training items, as indexes into `labels` and `identifiers`; no other is returned.
  ///   - labels: Each item's class.
  ///   - epoch: Counts from 1.
  /// - Returns: Items of one epoch in no particular order, repeated ones several times.
  public func items(
    of items: [Int], labels: [Int], identifiers: [UInt64], seed: UInt64, epoch: Int
  ) -> [Int] {
    guard self == .balanced else { return items }
    let classes = Dictionary(grouping: items) { labels[$0] }.sorted { $0.key < $1.key }.map(\.value)
    return classes.enumerated().flatMap { place, members in
      // What does not divide goes to other classes each epoch.
      let turn = (place + epoch) % classes.count
      let quota = items.count / classes.count + (turn < items.count % classes.count ? 1 : 0)
      let whole = (0..<quota / members.count).flatMap { _ in members }
      let keyed = members.map { item -> (key: UInt64, identifier: UInt64, item: Int) in
        var stream = RandomStream(
          seed: seed, purpose: .sampling, UInt64(epoch), identifiers[item])
        return (stream.next(), identifiers[item], item)
      }
      let drawn = keyed.sorted { ($0.key, $0.identifier) < ($1.key, $1.identifier) }
        .prefix(quota % members.count).map(\.item)
      return whole + drawn
    }
  }
}
