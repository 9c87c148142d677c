/// Finds what someone probably meant.
public enum NearestName {
  /// The name closest to `typed`, if it is close: at most one mistake in three letters, and two in
  /// a short word.
  public static func of(_ typed: String, among names: [String]) -> String? {
    let typed = typed.lowercased()
    let distances = names.map { (name: $0, distance: distance(typed, $0.lowercased())) }
    guard let nearest = distances.min(by: { $0.distance < $1.distance }),
      nearest.distance <= max(2, typed.count / 3)
    else { return nil }
    return nearest.name
  }

  /// The fewest insertions, deletions, replacements and swaps of neighbours.
  /// - Source: Damerau, Communications of the ACM 7 (1964), the "optimal string alignment" form.
  static func distance(_ first: String, _ second: String) -> Int {
    let first = Array(first.utf8)
    let second = Array(second.utf8)
    var beforePrevious: [Int] = []
    var previous = Array(0...second.count)
    for row in first.indices {
      var current = [row + 1]
      for column in second.indices {
        var best = min(
          previous[column] + (first[row] == second[column] ? 0 : 1),
          min(previous[column + 1], current[column]) + 1)
        if row > 0, column > 0, first[row] == second[column - 1],
          first[row - 1] == second[column]
        {
          best = min(best, beforePrevious[column - 1] + 1)
        }
        current.append(best)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[second.count]
  }
}
