/// Which of the positions `0..<count` belong together, as pairs are joined one after the other.
///
/// - Source: R. E. Tarjan, "Efficiency of a Good But Not Linear Set Union Algorithm", 1975, with path halving.
struct DisjointSets {
  private var parents: [Int]

  init(count: Int) {
    parents = Array(0..<count)
  }

  /// The first position of the set.
  mutating func first(of position: Int) -> Int {
    var position = position
    while parents[position] != position {
      parents[position] = parents[parents[position]]
      position = parents[position]
    }
    return position
  }

  mutating func join(_ one: Int, _ other: Int) {
    let (one, other) = (first(of: one), first(of: other))
    parents[max(one, other)] = min(one, other)
  }

  /// Sets of two positions or more, each ascending, in the order of their first ones.
  mutating func groups() -> [[Int]] {
    var members: [Int: [Int]] = [:]
    for position in parents.indices { members[first(of: position), default: []].append(position) }
    return members.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }
}
